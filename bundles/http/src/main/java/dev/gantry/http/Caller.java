package dev.gantry.http;

import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.identity.Session;

import java.time.Instant;
import java.util.Optional;

/**
 * Who makes a call.
 *
 * @param login the session that they are in, if they are
 * @param expiresAt what they showed is over then; {@code null} for never
 */
public record Caller(Principal principal, Optional<Login> login, Instant expiresAt) {

    /**
     * A session and its secret.
     *
     * @param secret what is in the cookie
     */
    public record Login(String secret, Session session) {}

    static Caller in(String secret, Session session) {
        return new Caller(
                session.principal(), Optional.of(new Login(secret, session)), session.expiresAt());
    }

    static Caller with(Principal principal, Instant expiresAt) {
        return new Caller(principal, Optional.empty(), expiresAt);
    }
}
