package dev.gantry.spi.identity;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The tokens of this Gantry but the first admin's, which is in a file. Thread-safe.
 *
 * <p>A token begins with {@link #PREFIX} and ends with six characters that are made from the rest,
 * so that scanners for secrets find it and nobody asks the store for one that cannot be.
 */
@ProviderType
public interface Tokens {
    /** What every token begins with. */
    String PREFIX = "gantry_";

    /** Whose token it is, if it is one and is neither over nor revoked. Reads from memory. */
    Optional<Known> use(String token);

    /** Whether the token with this id still holds. */
    boolean holds(String id);

    /** All, newest first; those that are over are among them. */
    List<TokenInfo> list();

    /**
     * Makes one. It is on disk when the call returns.
     *
     * @param expiresAt {@code null} for never
     * @param by who makes it
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} for a name, roles or a time that
     *     cannot be; {@code CONFLICT} if there is one with this name
     */
    Issued issue(String name, List<Grant> grants, Instant expiresAt, String by);

    /**
     * Revokes one and ends the sessions that were opened by it: at once on this node, within
     * seconds on others.
     *
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND} if there is none
     */
    TokenInfo revoke(String id);

    /**
     * Somebody with a token.
     *
     * @param expiresAt {@code null} for never
     */
    record Known(Principal principal, Instant expiresAt) {}

    /**
     * A new token.
     *
     * @param token told this one time
     */
    record Issued(String token, TokenInfo info) {}
}
