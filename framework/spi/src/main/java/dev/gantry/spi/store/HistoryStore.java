package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What is kept of checks besides their verdicts: buckets of so many hours, and what was learned.
 * Futures as in {@link RunStore}. Thread-safe.
 */
@ProviderType
public interface HistoryStore {

    /** Writes buckets, in place of those of the same check, hours and start. */
    CompletableFuture<Void> put(List<StoredBucket> buckets);

    /** Buckets of a check from a start on, the oldest first. */
    List<StoredBucket> buckets(String check, int hours, long from);

    /** Deletes the buckets that start before; at most so many, completes with how many. */
    CompletableFuture<Integer> prune(int hours, long before, int most);

    /** Keeps what was learned of a check, in place of what was. */
    CompletableFuture<Void> learned(String check, byte[] body);

    /** What was learned of a check. */
    Optional<byte[]> learned(String check);
}
