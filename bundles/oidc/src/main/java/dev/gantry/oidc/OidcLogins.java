package dev.gantry.oidc;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;

import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.identity.SingleSignOn;

import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Logins by an OpenID provider. Thread-safe. */
final class OidcLogins implements SingleSignOn {
    private static final String EVERYBODY = "*";

    private final OidcSettings settings;
    private final Provider provider;
    private final SecureRandom random = new SecureRandom();

    OidcLogins(OidcSettings settings, InstantSource clock) {
        this.settings = settings;
        this.provider = new Provider(settings, clock);
    }

    @Override
    public Begun begin(URI callback) {
        Attempt attempt = Attempt.begin(random);
        return new Begun(attempt.secret(), provider.address(attempt, callback));
    }

    @Override
    public Principal finish(String secret, URI callback, String query) {
        Attempt attempt = new Attempt(secret);
        IDTokenClaimsSet claims =
                provider.claims(attempt, callback, code(attempt, callback, query));
        String subject = claims.getSubject().getValue();
        String name = claims.getStringClaim(settings.nameClaim());
        return new Principal(
                name == null || name.isBlank() ? subject : name,
                Principal.Kind.OIDC,
                "oidc:" + subject,
                grants(claims));
    }

    @Override
    public Optional<URI> logout(URI back) {
        return provider.logout(back);
    }

    private static AuthorizationCode code(Attempt attempt, URI callback, String query) {
        AuthenticationResponse response;
        try {
            response = AuthenticationResponseParser.parse(URI.create(callback + "?" + query));
        } catch (ParseException | IllegalArgumentException e) {
            throw Provider.refused("what it sent along is no answer", e);
        }
        if (!attempt.state().equals(response.getState())) {
            throw Provider.refused("it is not the one that began in this browser", null);
        }
        if (!response.indicatesSuccess()) {
            ErrorObject error = response.toErrorResponse().getErrorObject();
            String more = error.getDescription() == null ? "" : ", " + error.getDescription();
            throw Provider.refused("it said " + error.getCode() + more, null);
        }
        AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
        if (code == null) {
            throw Provider.refused("it gave no code", null);
        }
        return code;
    }

    private List<Grant> grants(IDTokenClaimsSet claims) {
        Set<Grant> grants = new LinkedHashSet<>();
        for (String value : values(claims)) {
            grants.addAll(settings.roles().getOrDefault(value, List.of()));
        }
        grants.addAll(settings.roles().getOrDefault(EVERYBODY, List.of()));
        return List.copyOf(grants);
    }

    private List<String> values(IDTokenClaimsSet claims) {
        List<String> values = new ArrayList<>();
        switch (claims.getClaim(settings.rolesClaim())) {
            case String one -> values.add(one);
            case List<?> many -> many.forEach(each -> values.add(String.valueOf(each)));
            case null, default -> values.clear();
        }
        values.remove(EVERYBODY);
        return values;
    }
}
