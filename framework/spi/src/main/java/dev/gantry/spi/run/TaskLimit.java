package dev.gantry.spi.run;

import java.time.Duration;
import java.util.Objects;

/**
 * How much of a task type goes on at one time.
 *
 * @param maxRunning attempts at one time; 0 for any number
 * @param maxOpen runs that are not finished; 0 for any number
 * @param count attempts that start per period, on average, and at most at once; 0 for any number
 * @param per the period
 */
public record TaskLimit(int maxRunning, long maxOpen, int count, Duration per) {

    /** No bounds. */
    public static final TaskLimit NONE = new TaskLimit(0, 0, 0, Duration.ofSeconds(1));

    private static final Duration LONGEST = Duration.ofDays(31);

    /** Checks the limits. */
    public TaskLimit {
        Objects.requireNonNull(per, "per");
        if (maxRunning < 0 || maxOpen < 0) {
            throw new IllegalArgumentException("maxRunning and maxOpen are not negative");
        }
        if (count < 0 || count > 1_000_000) {
            throw new IllegalArgumentException("count is from 1 to 1000000, not " + count);
        }
        if (per.compareTo(Duration.ofMillis(1)) < 0 || per.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("per is from PT0.001S to P31D, not " + per);
        }
    }
}
