package dev.gantry.spi.identity;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Instant;
import java.util.Optional;

/**
 * Logins. They are kept in the store, so they survive a restart, and by hashes of their secrets
 * only. One ends when it was not used for a while, after its time, with {@link #close}, and with
 * the token that it was opened by: at once on this node, within seconds on others. Thread-safe.
 */
@ProviderType
public interface Sessions {

    /**
     * Opens one. It is on disk when the call returns.
     *
     * @param until it ends then at the latest; {@code null} if only the settings bound it
     * @throws dev.gantry.spi.run.GantryException {@code UNAVAILABLE} if the store is away
     */
    Opened open(Principal principal, Instant until);

    /** A session by its secret, if it is not over; it counts as used. Reads from memory. */
    Optional<Session> use(String secret);

    /** As {@link #use}, but it does not count as used. */
    Optional<Session> look(String secret);

    /**
     * Ends one; nothing happens if there is none.
     *
     * @throws dev.gantry.spi.run.GantryException {@code UNAVAILABLE} if the store is away
     */
    void close(String secret);

    /**
     * A session with its secret, which is told this one time.
     *
     * @param secret letters, digits, {@code -} and {@code _}
     */
    record Opened(String secret, Session session) {}
}
