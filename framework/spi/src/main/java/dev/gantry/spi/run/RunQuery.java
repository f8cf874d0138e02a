package dev.gantry.spi.run;

import java.util.Map;

/**
 * Which runs to list, newest first. {@code null} and empty mean any.
 *
 * @param labels all must match
 * @param limit 1 to 1000
 * @param cursor from the page before, or {@code null}
 */
public record RunQuery(
        RunState state,
        RunResult result,
        String task,
        String plugin,
        String tenant,
        Map<String, String> labels,
        int limit,
        String cursor) {

    /** Checks the limit. */
    public RunQuery {
        labels = Map.copyOf(labels);
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is from 1 to 1000, not " + limit);
        }
    }
}
