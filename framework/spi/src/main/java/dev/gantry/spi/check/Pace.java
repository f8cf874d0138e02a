package dev.gantry.spi.check;

import java.time.Duration;
import java.util.Objects;

/**
 * When a check is inspected.
 *
 * @param interval at least one second
 * @param timeout limit of one inspection
 * @param retries how often a look that is not ok is repeated at once before it counts, from 0 to 5
 * @param urgency who goes first when not all can be inspected in time
 */
public record Pace(Duration interval, Duration timeout, int retries, Urgency urgency) {

    /** The most {@code retries}. */
    public static final int MOST_RETRIES = 5;

    /** Checks the limits. */
    public Pace {
        Objects.requireNonNull(urgency, "urgency");
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("an interval is at least PT1S, not " + interval);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is positive, not " + timeout);
        }
        if (retries < 0 || retries > MOST_RETRIES) {
            throw new IllegalArgumentException(
                    "retries are from 0 to " + MOST_RETRIES + ", not " + retries);
        }
    }

    /** Without retries, at the usual urgency. */
    public static Pace of(Duration interval, Duration timeout) {
        return new Pace(interval, timeout, 0, Urgency.P1);
    }
}
