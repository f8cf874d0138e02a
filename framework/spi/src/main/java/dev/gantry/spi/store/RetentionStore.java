package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Deletes runs, and keeps count of what there is to delete. Futures as in {@link RunStore}.
 * Thread-safe.
 */
@ProviderType
public interface RetentionStore {

    /** How many bits of an id tell runs of one span apart. */
    int SPAN_BITS = 44;

    /** The span of an id. */
    static long span(long id) {
        return id >>> SPAN_BITS;
    }

    /** The smallest id of a span. */
    static long start(long span) {
        return span << SPAN_BITS;
    }

    /** All rules, by task type. */
    List<StoredRule> rules();

    /** Writes one; completes with false if the version on disk is not {@code version - 1}. */
    CompletableFuture<Boolean> put(StoredRule rule);

    /** Deletes one; completes with false if it is not there in this version. */
    CompletableFuture<Boolean> delete(String task, long version);

    /** What was noted of spans, the oldest first. */
    List<StoredSpan> spans();

    /** Notes what is in spans, in the place of what was noted before. */
    CompletableFuture<Void> note(List<StoredSpan> spans);

    /** Forgets a span that is empty. */
    CompletableFuture<Void> forget(long span);

    /**
     * Runs by id, the oldest first.
     *
     * @param from the smallest id
     * @param to ids are below this one
     * @param keyed an idempotency key counts if the run ended at this time or later, in ms since
     *     1970
     */
    List<PastRun> past(long from, long to, long keyed, int limit);

    /** The ids of those of the runs that are open. */
    List<Long> open(List<Long> runs);

    /**
     * Deletes finished runs in one transaction, with all that belongs to them, and takes them off
     * what is noted of their spans. One that is open, or not there, is left out.
     */
    CompletableFuture<Deleted> delete(List<PastRun> runs);

    /**
     * Runs that were deleted.
     *
     * @param took how long the writer was busy with it
     */
    record Deleted(List<Long> runs, Duration took) {}

    /**
     * Gives room back that deletions left, a little at a time, where the database does not see to
     * that itself.
     *
     * @param pages how many at most
     * @param spared the share of the file that may stay free, as it will be needed again: 0 to 1
     */
    CompletableFuture<Shrunk> shrink(int pages, double spared);

    /**
     * A step of giving room back.
     *
     * @param pages how many went; 0 if there is nothing more to do
     * @param took how long the writer was busy with it
     */
    record Shrunk(int pages, Duration took) {}

    /** Deletes idempotency keys of runs below an id; completes with how many. */
    CompletableFuture<Integer> deleteKeys(long before, int limit);

    /** Deletes notes in the histories of plugins from before a time; completes with how many. */
    CompletableFuture<Integer> deleteNotes(long before, int limit);
}
