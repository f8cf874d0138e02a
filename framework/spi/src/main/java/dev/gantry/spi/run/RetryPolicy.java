package dev.gantry.spi.run;

import java.time.Duration;

/**
 * How often and how soon a failed attempt is repeated: the wait doubles from {@code first} up to
 * {@code max}, and is spread at random over its upper half.
 *
 * @param attempts attempts in all, the first included; 1 to 1000
 * @param first wait after the first failed attempt
 * @param max largest wait
 */
public record RetryPolicy(int attempts, Duration first, Duration max) {

    /** No second attempt. */
    public static final RetryPolicy NONE =
            new RetryPolicy(1, Duration.ofSeconds(1), Duration.ofMinutes(5));

    /** Checks the limits. */
    public RetryPolicy {
        if (attempts < 1 || attempts > 1000) {
            throw new IllegalArgumentException("attempts must be from 1 to 1000, not " + attempts);
        }
        if (first.isNegative() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "the wait grows from first to max, not from " + first + " to " + max);
        }
    }

    /**
     * The wait after attempt {@code attempt} (from 1).
     *
     * @param random a number from 0 (inclusive) to 1 (exclusive)
     */
    public Duration waitAfter(int attempt, double random) {
        double full =
                Math.min(
                        (double) max.toMillis(),
                        first.toMillis() * Math.pow(2, Math.min(attempt - 1, 60)));
        return Duration.ofMillis(Math.round(full * (0.5 + random / 2)));
    }
}
