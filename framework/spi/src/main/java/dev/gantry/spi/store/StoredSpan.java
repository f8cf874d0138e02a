package dev.gantry.spi.store;

import java.util.Map;

/**
 * What is known of the runs whose ids are in one span of time, about 70 minutes.
 *
 * @param number see {@link RetentionStore#span}
 * @param upto the newest id that was looked at
 * @param open how many of them were open when they were looked at
 * @param at when they were looked at, in ms since 1970
 * @param tasks the finished ones by task type
 */
public record StoredSpan(long number, long upto, long open, long at, Map<String, Tally> tasks) {

    /** Takes a copy. */
    public StoredSpan {
        tasks = Map.copyOf(tasks);
    }

    /**
     * Finished runs of one task type.
     *
     * @param bytes about how much room they take
     */
    public record Tally(long runs, long bytes) {}
}
