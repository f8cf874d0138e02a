package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Tokens and sessions on disk. Futures as in {@link RunStore}. Thread-safe. */
@ProviderType
public interface IdentityStore {

    /** Grows whenever a token or session comes or goes, on whatever node. */
    long version();

    /** All tokens, newest first. */
    List<StoredToken> tokens();

    /** All sessions. */
    List<StoredSession> sessions();

    /** One session by the hash of its secret. */
    Optional<StoredSession> session(String hash);

    /** Adds a token; completes with false, and writes nothing, if there is one with its name. */
    CompletableFuture<Boolean> add(StoredToken token);

    /**
     * Takes a token away, and the sessions that were opened by it.
     *
     * @param credential what those sessions have as theirs
     * @return false if there is none
     */
    CompletableFuture<Boolean> revoke(String id, String credential);

    /** A token was used. */
    CompletableFuture<Void> used(String id, long at);

    /**
     * Adds a session, and forgets those that are over.
     *
     * @param now those that end before are over
     * @param seenBefore those that were not seen since are over
     */
    CompletableFuture<Void> open(StoredSession session, long now, long seenBefore);

    /** A session was used. */
    CompletableFuture<Void> seen(String hash, long at);

    /** Takes a session away; false if there is none. */
    CompletableFuture<Boolean> close(String hash);
}
