package dev.gantry.http;

import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.identity.Role;
import dev.gantry.spi.identity.SingleSignOn;
import dev.gantry.spi.run.GantryException;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A provider that knows Ann. */
final class FakeProvider implements SingleSignOn {
    volatile List<Grant> grants = List.of(Grant.everywhere(Role.OPERATOR));
    volatile URI callback;
    volatile GantryException away;

    @Override
    public Begun begin(URI to) {
        callback = to;
        return new Begun("s3cret", URI.create("https://login.example/authorize?state=st"));
    }

    @Override
    public Principal finish(String secret, URI to, String query) {
        if (!secret.equals("s3cret") || !query.equals("code=c&state=st") || !to.equals(callback)) {
            throw new GantryException(GantryException.Code.REFUSED, "Refused.");
        }
        return new Principal("Ann", Principal.Kind.OIDC, "oidc:ann", grants);
    }

    @Override
    public Optional<URI> logout(URI back) {
        if (away != null) {
            throw away;
        }
        return Optional.of(URI.create("https://login.example/logout?back=" + back));
    }
}
