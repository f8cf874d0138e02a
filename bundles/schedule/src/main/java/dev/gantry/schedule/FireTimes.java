package dev.gantry.schedule;

import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.Timing;

import java.time.Instant;
import java.util.Optional;

/**
 * The fire times of a schedule, in whole milliseconds. The same question always has the same
 * answer, as long as no calendar changes. Thread-safe.
 */
sealed interface FireTimes permits Interval, CronTimes, Delayed, OnDays {

    /** The first fire time after {@code after}; empty if there is none any more. */
    Optional<Instant> next(Instant after);

    /** Why there are no fire times now, with the remedy; empty if there are. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** These times without the calendars. */
    default FireTimes plain() {
        return this;
    }

    /**
     * The fire times of a specification.
     *
     * @param made when the schedule was made
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} if there is no such timing
     */
    static FireTimes of(ScheduleSpec spec, Instant made, Calendars calendars) {
        FireTimes plain = of(spec.timing(), made);
        return spec.rules().calendars()
                ? new OnDays(plain, spec.rules().only(), spec.rules().except(), calendars)
                : plain;
    }

    /** The fire times of a timing on all days. */
    static FireTimes of(Timing timing, Instant made) {
        return switch (timing) {
            case Timing.Every every -> Interval.of(made, every.interval());
            case Timing.Cron cron -> CronTimes.of(cron);
            case Timing.Delay delay -> Delayed.of(delay.delay());
        };
    }
}
