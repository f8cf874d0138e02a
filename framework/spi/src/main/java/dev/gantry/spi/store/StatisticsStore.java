package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** What was counted of runs, on disk. Futures as in {@link RunStore}. Thread-safe. */
@ProviderType
public interface StatisticsStore {

    /**
     * What all nodes counted.
     *
     * @param minutes length of the buckets
     * @param from only buckets that begin then or later, in minutes since 1970
     */
    List<StoredStatistics> read(int minutes, long from);

    /** When the newest bucket of a node begins, in minutes since 1970. */
    OptionalLong newest(int node, int minutes);

    /** Writes buckets, in the place of what was written of these before: all of them, or none. */
    CompletableFuture<Void> put(List<StoredStatistics> buckets);

    /** Forgets buckets of this length that begin before a time, in minutes since 1970. */
    CompletableFuture<Void> prune(int minutes, long before);

    /**
     * Runs that finished on this node, in the order of their ends, from a position on.
     *
     * @param at in ms since 1970
     * @param afterId of those that finished at that time, only runs with a greater id
     * @param until only runs that finished then or earlier, in ms since 1970
     */
    List<FinishedRun> finished(long at, long afterId, long until, int limit);

    /**
     * Dead letters by task type.
     *
     * @param most only so many are counted, the newest ones
     */
    List<DeadLetters> deadLetters(int most);

    /**
     * A run that is over. Times in ms since 1970.
     *
     * @param result in lower case
     * @param started 0 if it never did
     */
    record FinishedRun(
            long id, String task, String tenant, String result, long started, long finished) {}

    /**
     * Dead letters of a task type.
     *
     * @param newest the largest id
     * @param finished when the one that ended last did, in ms since 1970
     */
    record DeadLetters(String task, long runs, long newest, long finished) {}
}
