package dev.gantry.spi.run;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;

/**
 * How often and how soon a failed attempt is repeated: the wait doubles from {@code first} up to
 * {@code max}, and is spread at random over its upper half.
 *
 * @param attempts attempts in all, the first included; 1 to 1000
 * @param first wait after the first failed attempt
 * @param max largest wait
 * @param unless errors after which there is no further attempt: exceptions by full or simple class
 *     name, their subclasses included; {@code timeout} and {@code heartbeat} for attempts that took
 *     too long or fell silent; at most 50
 * @param within no further attempt begins when this much time has passed since the first one began;
 *     {@code null} for no limit
 */
public record RetryPolicy(
        int attempts, Duration first, Duration max, Set<String> unless, Duration within) {
    private static final int MAX_UNLESS = 50;
    private static final int MAX_NAME = 300;

    /** No second attempt. */
    public static final RetryPolicy NONE =
            new RetryPolicy(1, Duration.ofSeconds(1), Duration.ofMinutes(5));

    /** Checks the limits and takes a copy. */
    public RetryPolicy {
        if (attempts < 1 || attempts > 1000) {
            throw new IllegalArgumentException("attempts must be from 1 to 1000, not " + attempts);
        }
        if (first.isNegative() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "the wait grows from first to max, not from " + first + " to " + max);
        }
        unless = Set.copyOf(unless);
        if (unless.size() > MAX_UNLESS) {
            throw new IllegalArgumentException(
                    "unless names at most " + MAX_UNLESS + " errors, not " + unless.size());
        }
        for (String name : unless) {
            if (name.isBlank() || name.length() > MAX_NAME) {
                throw new IllegalArgumentException(
                        "unless holds names of errors, such as java.io.IOException or timeout,"
                                + " of 1 to "
                                + MAX_NAME
                                + " characters");
            }
        }
        if (within != null && (within.isNegative() || within.isZero())) {
            throw new IllegalArgumentException("within is positive, not " + within);
        }
    }

    /** After any error, and however late it is. */
    public RetryPolicy(int attempts, Duration first, Duration max) {
        this(attempts, first, max, Set.of(), null);
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

    /**
     * Whether there is no further attempt after an error.
     *
     * @param names what the error is called
     */
    public boolean pointless(Collection<String> names) {
        return !unless.isEmpty() && names.stream().anyMatch(unless::contains);
    }
}
