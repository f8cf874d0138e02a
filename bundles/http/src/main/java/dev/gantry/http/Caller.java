package dev.gantry.http;

import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.identity.Role;
import dev.gantry.spi.identity.Session;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who makes a call, and as what.
 *
 * @param login the session that they are in, if they are
 * @param expiresAt what they showed is over then; {@code null} for never
 * @param role the one that the operation wants
 */
public record Caller(Principal principal, Optional<Login> login, Instant expiresAt, Role role) {

    /**
     * A session and its secret.
     *
     * @param secret what is in the cookie
     */
    public record Login(String secret, Session session) {}

    static Caller in(String secret, Session session) {
        return new Caller(
                session.principal(),
                Optional.of(new Login(secret, session)),
                session.expiresAt(),
                Role.VIEWER);
    }

    static Caller with(Principal principal, Instant expiresAt) {
        return new Caller(principal, Optional.empty(), expiresAt, Role.VIEWER);
    }

    Caller as(Role wanted) {
        return new Caller(principal, login, expiresAt, wanted);
    }

    /** Whether they have the role for all of Gantry, so that no tenant need be looked at. */
    public boolean everywhere() {
        return principal.mayEverywhere(role);
    }

    /** Whether they have the role for a tenant. */
    public boolean reaches(String tenant) {
        return principal.may(role, tenant);
    }

    /**
     * Lets only those go on who have the role for the tenant of something.
     *
     * @param missing what to say to those who must not even know of it
     * @throws ProblemException that, or 403 for those who may look only
     */
    public void reach(String tenant, Supplier<? extends RuntimeException> missing) {
        if (reaches(tenant)) {
            return;
        }
        if (!principal.may(Role.VIEWER, tenant)) {
            throw missing.get();
        }
        throw refused(" for the tenant " + tenant);
    }

    /**
     * The tenant that a call is about.
     *
     * @param named by the caller, or {@code null}
     * @return that; else the only one that they have the role for; {@code null} if they have it
     *     everywhere
     * @throws ProblemException 403 if they have it not for that one, or must name one
     */
    public String tenant(String named) {
        if (named != null) {
            if (!reaches(named)) {
                throw refused(" for the tenant " + named);
            }
            return named;
        }
        if (everywhere()) {
            return null;
        }
        List<String> theirs =
                principal.grants().stream()
                        .filter(grant -> grant.role().covers(role))
                        .map(Grant::tenant)
                        .distinct()
                        .toList();
        if (theirs.size() != 1) {
            throw refused(
                    " for all of Gantry, or the name of a tenant: one of "
                            + String.join(", ", theirs));
        }
        return theirs.getFirst();
    }

    ProblemException refused(String where) {
        return new ProblemException(
                Problem.of(
                        403,
                        "forbidden",
                        "This wants the role "
                                + role.name().toLowerCase(Locale.ROOT)
                                + where
                                + "; "
                                + principal.name()
                                + " has "
                                + (principal.grants().isEmpty()
                                        ? "none"
                                        : Grant.text(principal.grants()).replace(",", ", "))
                                + ". Ask an admin for a token or a role that has it."));
    }
}
