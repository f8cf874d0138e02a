package dev.gantry.spi.resilience;

import java.time.Duration;
import java.util.Objects;

/**
 * How a target is spared.
 *
 * @param failures share of failed calls at which the breaker opens, above 0 to 1; 0 for no breaker
 * @param calls of how many calls: the latest ones, as soon as that share of this number failed; or
 *     at least so many within {@code period}; 1 to 1000
 * @param period of how much time; {@code null} for the latest calls whenever they were
 * @param delay how long the breaker stays open before it lets trials through
 * @param trials how many trials have to succeed for it to close; 1 to 100
 * @param rate how many calls may begin per {@code per}; 0 for any number
 * @param per of what time {@code rate} is
 * @param concurrent how many calls may run at one time; 0 for any number
 * @param patience how long a call waits at most for its turn by rate or number
 */
public record TargetSpec(
        double failures,
        int calls,
        Duration period,
        Duration delay,
        int trials,
        int rate,
        Duration per,
        int concurrent,
        Duration patience) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /** A breaker that opens when half of the last 20 calls failed, and no bounds. */
    public static final TargetSpec DEFAULT =
            new TargetSpec(
                    0.5,
                    20,
                    null,
                    Duration.ofSeconds(30),
                    3,
                    0,
                    Duration.ofSeconds(1),
                    0,
                    Duration.ofSeconds(10));

    /** Checks the limits. */
    public TargetSpec {
        Objects.requireNonNull(delay, "delay");
        Objects.requireNonNull(per, "per");
        Objects.requireNonNull(patience, "patience");
        if (!(failures >= 0 && failures <= 1)) {
            throw new IllegalArgumentException("failures is from 0 to 1, not " + failures);
        }
        range("calls", calls, 1, 1000);
        range("trials", trials, 1, 100);
        range("rate", rate, 0, 1_000_000);
        range("concurrent", concurrent, 0, 100_000);
        if (period != null) {
            span("period", period, Duration.ofMillis(100));
        }
        span("delay", delay, Duration.ofMillis(10));
        span("per", per, Duration.ofMillis(10));
        span("wait", patience, Duration.ZERO);
    }

    private static void range(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    what + " is from " + min + " to " + max + ", not " + value);
        }
    }

    private static void span(String what, Duration value, Duration min) {
        if (value.compareTo(min) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + " is from " + min + " to " + LONGEST + ", not " + value);
        }
    }
}
