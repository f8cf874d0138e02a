package dev.gantry.schedule;

import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.store.StoredSchedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A schedule in memory: its row, and what the row means. Immutable.
 *
 * @param row as it is on disk
 * @param spec what the row says
 * @param times when it fires
 */
record Planned(StoredSchedule row, ScheduleSpec spec, FireTimes times) {

    /**
     * Reads a row.
     *
     * @throws RuntimeException if it cannot be read
     */
    static Planned of(StoredSchedule row, SpecJson json) {
        ScheduleSpec spec = json.read(row.spec());
        return new Planned(
                row, spec, FireTimes.of(spec.timing(), Instant.ofEpochMilli(row.created())));
    }

    /** The next fire time; empty when paused, and when there is none any more. */
    Optional<Instant> next() {
        return instant(row.nextFire());
    }

    /** This schedule after it moved on to its next fire time. */
    Planned moved(long next) {
        return with(next, row.lastFire(), row.lastRun());
    }

    /** This schedule after it fired. */
    Planned fired(long next, long nominal, long run) {
        return with(next, nominal, run);
    }

    private Planned with(long next, long lastFire, long lastRun) {
        StoredSchedule changed =
                new StoredSchedule(
                        row.id(),
                        row.spec(),
                        row.version(),
                        row.created(),
                        next,
                        lastFire,
                        lastRun);
        return new Planned(changed, spec, times);
    }

    /** The run that a fire makes. */
    RunRequest request() {
        return new RunRequest(
                spec.task(),
                spec.params(),
                spec.labels(),
                spec.tenant(),
                SlaClass.SILVER,
                0,
                Duration.ZERO,
                null,
                null,
                null,
                null,
                null,
                "schedule:" + row.id());
    }

    /**
     * As callers see it.
     *
     * @param name text form of a run's id
     */
    Schedule shown(LongFunction<String> name) {
        return new Schedule(
                row.id(),
                spec,
                row.version(),
                Instant.ofEpochMilli(row.created()),
                next().orElse(null),
                instant(row.lastFire()).orElse(null),
                row.lastRun() == 0 ? null : name.apply(row.lastRun()));
    }

    private static Optional<Instant> instant(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
