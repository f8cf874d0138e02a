package dev.gantry.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Fires at {@code anchor + n * every}, n from 1: a late fire does not move those that follow.
 *
 * @param anchor in ms since 1970
 * @param every in ms
 */
record Interval(long anchor, long every) implements FireTimes {

    /** The longest interval. */
    static final Duration LONGEST = Duration.ofDays(3650);

    static Interval of(Instant anchor, Duration every) {
        if (every.compareTo(LONGEST) > 0) {
            throw Errors.invalid(
                    "/every",
                    "interval " + every + ": expected at most " + LONGEST + " (ten years)");
        }
        return new Interval(anchor.toEpochMilli(), every.toMillis());
    }

    @Override
    public Optional<Instant> next(Instant after) {
        long n = Math.floorDiv(after.toEpochMilli() - anchor, every) + 1;
        return Optional.of(Instant.ofEpochMilli(anchor + Math.max(n, 1) * every));
    }
}
