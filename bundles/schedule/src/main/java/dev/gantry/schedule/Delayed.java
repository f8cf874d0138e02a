package dev.gantry.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Fires some time after the end of the last run, so that nothing can be told beforehand. */
record Delayed(Duration delay) implements FireTimes {

    static Delayed of(Duration delay) {
        if (delay.compareTo(Interval.LONGEST) > 0) {
            throw Errors.invalid(
                    "/delay",
                    "delay " + delay + ": expected at most " + Interval.LONGEST + " (ten years)");
        }
        return new Delayed(delay);
    }

    @Override
    public Optional<Instant> next(Instant after) {
        return Optional.empty();
    }

    /** The fire time that follows the end of a run, in whole milliseconds. */
    Instant after(Instant end) {
        return Instant.ofEpochMilli(end.toEpochMilli()).plus(delay);
    }
}
