package dev.gantry.schedule;

import dev.gantry.spi.run.Deadline;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.schedule.OverlapPolicy;
import dev.gantry.spi.schedule.RunRules;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.ScheduleStatus;
import dev.gantry.spi.schedule.Timing;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.spi.store.StoredSchedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A schedule in memory. Times in ms since 1970, 0 for none. Immutable.
 *
 * @param version grows with each change by a person
 * @param nextFire the first fire time that nothing was decided about
 * @param times when it fires
 * @param jitter how much its fires are put off
 */
record Planned(
        String id,
        long version,
        long created,
        long nextFire,
        long lastFire,
        long lastRun,
        ScheduleSpec spec,
        FireTimes times,
        Jitter jitter,
        FireState state) {

    /** Label of a run: the schedule that made it. */
    static final String SCHEDULE = "gantry.schedule";

    /** Label of a run: the fire time that it was made for, in UTC. */
    static final String FIRE_TIME = "gantry.fireTime";

    /** How the trigger of a schedule's run begins; the id follows. */
    static final String TRIGGER = "schedule:";

    private static final int LABELS = 32;

    /**
     * Reads a row.
     *
     * @throws RuntimeException if it cannot be read
     */
    static Planned of(StoredSchedule row, SpecJson json, Calendars calendars) {
        SpecJson.Stored stored = json.read(row.spec());
        ScheduleSpec spec = stored.spec();
        return new Planned(
                row.id(),
                row.version(),
                row.created(),
                row.nextFire(),
                row.lastFire(),
                row.lastRun(),
                spec,
                FireTimes.of(spec, Instant.ofEpochMilli(row.created()), calendars),
                Jitter.of(row.id(), spec.rules().jitter()),
                stored.state());
    }

    /** As it is to be stored. */
    StoredSchedule row(SpecJson json) {
        return new StoredSchedule(
                id, json.write(spec, state), version, created, nextFire, lastFire, lastRun);
    }

    /** How it has to be on disk for a fire. */
    ScheduleStore.Seen seen() {
        return new ScheduleStore.Seen(id, version, nextFire, lastRun);
    }

    /** The next fire time; empty when paused, and when there is none any more. */
    Optional<Instant> next() {
        return spec.paused() ? Optional.empty() : instant(nextFire);
    }

    /** Whether a fire may start its run while another one is open. */
    boolean overlaps() {
        return spec.rules().overlap() == OverlapPolicy.ALLOW;
    }

    /** Whether it fires after the end of its last run. */
    boolean delayed() {
        return spec.timing() instanceof Timing.Delay;
    }

    /**
     * When something is to be done with it.
     *
     * @param open whether a run of it is open
     * @return {@link Instant#MIN} for at once
     */
    Optional<Instant> due(boolean open) {
        if (spec.paused() || times.problem().isPresent()) {
            return Optional.empty();
        }
        boolean starts = !state.waiting().isEmpty() && (!open || overlaps());
        boolean begins = delayed() && nextFire == 0 && state.waiting().isEmpty() && !open;
        return starts || begins ? Optional.of(Instant.MIN) : next().map(jitter::due);
    }

    /** This schedule with another next fire time. */
    Planned moved(long next) {
        return after(next, lastFire, lastRun, state);
    }

    /** This schedule after something was decided. */
    Planned after(long next, long fired, long run, FireState then) {
        return new Planned(id, version, created, next, fired, run, spec, times, jitter, then);
    }

    /** This schedule as a person changed it. */
    Planned changed(long next, ScheduleSpec now, FireState then) {
        return new Planned(
                id, version + 1, created, next, lastFire, lastRun, now, times, jitter, then);
    }

    /** The run that a fire makes. */
    RunRequest request(Instant nominal) {
        Map<String, String> labels = new HashMap<>(spec.labels());
        if (labels.size() + 2 <= LABELS) {
            labels.put(SCHEDULE, id);
            labels.put(FIRE_TIME, nominal.toString());
        }
        RunRules runs = spec.runs();
        return new RunRequest(
                spec.task(),
                spec.params(),
                labels,
                spec.tenant(),
                runs.sla(),
                runs.priority(),
                Duration.ZERO,
                runs.timeout(),
                runs.retry(),
                null,
                null,
                null,
                TRIGGER + id,
                runs.deadline() == null ? null : new Deadline.Within(runs.deadline()),
                null);
    }

    /**
     * As callers see it.
     *
     * @param open its open runs
     * @param name text form of a run's id
     */
    Schedule shown(Collection<String> open, LongFunction<String> name) {
        ScheduleStatus status =
                new ScheduleStatus(
                        state.pause(),
                        open.stream().sorted().toList(),
                        state.waiting(),
                        state.skipped(),
                        state.missed(),
                        state.last(),
                        times.problem().orElse(null));
        return new Schedule(
                id,
                spec,
                version,
                Instant.ofEpochMilli(created),
                next().orElse(null),
                instant(lastFire).orElse(null),
                lastRun == 0 ? null : name.apply(lastRun),
                status);
    }

    private static Optional<Instant> instant(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
