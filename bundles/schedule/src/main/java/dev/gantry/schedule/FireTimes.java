package dev.gantry.schedule;

import dev.gantry.spi.schedule.Timing;

import java.time.Instant;
import java.util.Optional;

/**
 * The fire times of a schedule, in whole milliseconds. Pure: the same question always has the same
 * answer. Immutable.
 */
sealed interface FireTimes permits Interval, CronTimes {

    /** The first fire time after {@code after}; empty if there is none any more. */
    Optional<Instant> next(Instant after);

    /**
     * The fire times of a timing.
     *
     * @param made when the schedule was made
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} if there is no such timing
     */
    static FireTimes of(Timing timing, Instant made) {
        return switch (timing) {
            case Timing.Every every -> Interval.of(made, every.interval());
            case Timing.Cron cron -> CronTimes.of(cron);
        };
    }
}
