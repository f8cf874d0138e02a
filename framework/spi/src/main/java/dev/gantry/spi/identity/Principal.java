package dev.gantry.spi.identity;

import java.util.List;
import java.util.Objects;

/**
 * Who calls.
 *
 * @param name for people
 * @param kind how they showed who they are
 * @param credential what they showed, as {@code token:ID}; never a secret
 * @param grants their roles; with none they may only leave again
 */
public record Principal(String name, Kind kind, String credential, List<Grant> grants) {

    /** How somebody shows who they are. */
    public enum Kind {
        /** A token of this Gantry. */
        TOKEN,
        /** An account of an OpenID provider. */
        OIDC,
        /** A client certificate. */
        CERTIFICATE
    }

    /** What the first admin's credential begins with. */
    public static final String FIRST = "admin:";

    /** Copies the grants. */
    public Principal {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(credential, "credential");
        grants = List.copyOf(grants);
    }

    /** Whether it is the first admin, whose token is in the file. */
    public boolean first() {
        return credential.startsWith(FIRST);
    }

    /** Whether they have a role anywhere. */
    public boolean may(Role role) {
        return grants.stream().anyMatch(grant -> grant.role().covers(role));
    }

    /** Whether they have a role for a tenant. */
    public boolean may(Role role, String tenant) {
        return grants.stream().anyMatch(grant -> grant.role().covers(role) && grant.in(tenant));
    }

    /** Whether they have a role for all of Gantry. */
    public boolean mayEverywhere(Role role) {
        return grants.stream()
                .anyMatch(grant -> grant.role().covers(role) && grant.tenant() == null);
    }
}
