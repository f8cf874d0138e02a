package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Checks and their verdicts on disk. Futures as in {@link RunStore}. Thread-safe. */
@ProviderType
public interface CheckStore {

    /** All checks, by id. */
    List<StoredCheck> checks();

    /** Writes one; completes with false if the version on disk is not {@code version - 1}. */
    CompletableFuture<Boolean> put(StoredCheck check);

    /** Deletes one and its verdicts; completes with false if there is none. */
    CompletableFuture<Boolean> delete(String id);

    /**
     * Adds a verdict.
     *
     * @param keep of how many verdicts of the check the older ones are dropped; 0 drops none, which
     *     costs less
     */
    CompletableFuture<Void> append(StoredVerdict verdict, int keep);

    /** The newest verdicts of a check, newest first. */
    List<StoredVerdict> verdicts(String check, int limit);
}
