package dev.gantry.spi.run;

import java.util.List;

/**
 * What came of a bulk request.
 *
 * @param matched runs that matched and were looked at
 * @param done runs to which it was done; 0 for a dry run
 * @param refused the others, by reason
 * @param first ids of the first runs that matched, newest first; at most {@link #SHOWN}
 * @param next cursor to go on with where more runs are left, or {@code null}
 */
public record BulkResult(
        int matched, int done, List<Refusal> refused, List<String> first, String next) {

    /** How many ids are named. */
    public static final int SHOWN = 20;

    /**
     * Runs to which it was not done.
     *
     * @param code for programs
     * @param reason of the first of them, for a person
     * @param first ids of the first of them; at most {@link #SHOWN}
     */
    public record Refusal(GantryException.Code code, String reason, int count, List<String> first) {

        /** Takes a copy. */
        public Refusal {
            first = List.copyOf(first);
        }
    }

    /** Takes copies. */
    public BulkResult {
        refused = List.copyOf(refused);
        first = List.copyOf(first);
    }
}
