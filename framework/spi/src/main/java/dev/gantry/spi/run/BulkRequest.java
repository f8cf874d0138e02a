package dev.gantry.spi.run;

import java.util.Objects;

/**
 * One thing to be done to many runs.
 *
 * @param which its limit is how many at most; its {@link RunQuery#only} is narrowed to the runs
 *     that the action can concern
 * @param dryRun whether only to tell which runs these are
 * @param reason why, or {@code null}
 * @param by who asks
 */
public record BulkRequest(
        Action action, RunQuery which, int limit, boolean dryRun, String reason, String by) {

    /** Most runs of one request. */
    public static final int MAX = 10_000;

    /** What is done. */
    public enum Action {
        /** As {@link Runs#cancel}. */
        CANCEL,
        /** As {@link RunControl#terminate}. */
        TERMINATE,
        /** As {@link RunControl#pause} of each run. */
        PAUSE,
        /** As {@link RunControl#resume} of each run. */
        RESUME,
        /** As {@link RunControl#retry}, of those that had an attempt. */
        RETRY,
        /** As {@link RunControl#rerun}; dead letters, unless the query names a result. */
        RERUN,
        /** As {@link RunControl#dismiss}. */
        DISMISS
    }

    /** Checks the limits. */
    public BulkRequest {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(which, "which");
        Objects.requireNonNull(by, "by");
        if (limit < 1 || limit > MAX) {
            throw new IllegalArgumentException("limit is from 1 to " + MAX + ", not " + limit);
        }
        if (!which.narrow()) {
            throw new IllegalArgumentException(
                    "the filter is empty; name at least one of task, tenant, labels, state, result,"
                            + " plugin, before, after");
        }
    }
}
