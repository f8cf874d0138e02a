package dev.gantry.schedule;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunIntake;
import dev.gantry.spi.store.ScheduleStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fires a claimed schedule: its run and its next fire time go to disk in one transaction; after
 * that the run is handed to the engine, the schedule is released and the event published.
 * Thread-safe; blocks nobody.
 */
final class Firing {

    private static final Logger LOG = LoggerFactory.getLogger(Firing.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Book book;
    private final ScheduleStore store;
    private final RunIntake intake;
    private final Events events;
    private final InstantSource clock;
    private final SpecJson json;
    private final Set<String> outdated = ConcurrentHashMap.newKeySet();

    /** Those that the engine has no place for now; told once. */
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    private final Meters.Timer lag;

    Firing(
            Book book,
            ScheduleStore store,
            RunIntake intake,
            Events events,
            Meters meters,
            InstantSource clock,
            SpecJson json) {
        this.book = book;
        this.store = store;
        this.intake = intake;
        this.events = events;
        this.clock = clock;
        this.json = json;
        this.lag =
                meters.timer(
                        "gantry_schedule_lag_seconds",
                        "From a fire time until its run was on disk");
    }

    /**
     * Serves a schedule whose fire time has come.
     *
     * @return completes, always normally, when the schedule is released
     */
    CompletableFuture<Void> due(Planned schedule, Instant due) {
        String id = schedule.row().id();
        try {
            if (outdated.remove(id)) {
                reload(id);
                return CompletableFuture.completedFuture(null);
            }
            CatchUp plan = CatchUp.of(schedule.times(), due, clock.instant());
            long next = plan.next().map(Instant::toEpochMilli).orElse(0L);
            Prepared run = prepare(schedule);
            waiting.remove(id);
            return write(schedule, next, plan.nominal(), run.run())
                    .handle((done, failure) -> settle(schedule, plan, next, run, done, failure))
                    .exceptionally(
                            e -> {
                                LOG.error("schedule {}: what follows a fire failed", id, e);
                                return null;
                            });
        } catch (RuntimeException e) {
            if (waiting.add(id)) {
                LOG.warn("schedule {} cannot fire and tries again each second: {}", id, text(e));
            }
            book.release(id, clock.instant().plus(AGAIN));
            return CompletableFuture.completedFuture(null);
        }
    }

    /** A run, or the reason why there is none and will be none for this fire time. */
    private record Prepared(NewRun run, String refused) {}

    private Prepared prepare(Planned schedule) {
        try {
            return new Prepared(intake.prepare(schedule.request()), null);
        } catch (RuntimeException e) {
            if (e instanceof GantryException refused && refused.retryable()) {
                throw e;
            }
            return new Prepared(null, text(e));
        }
    }

    /** Takes what is on disk, where somebody else moved the fire time. */
    private void reload(String id) {
        store.schedules().stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .ifPresentOrElse(row -> book.keep(Planned.of(row, json)), () -> book.forget(id));
        book.release(id);
    }

    /**
     * Fires beside the plan.
     *
     * @return the run's id; fails with {@link GantryException}. The schedule is released in any
     *     case
     */
    CompletableFuture<String> now(Planned schedule) {
        String id = schedule.row().id();
        Instant now = Instant.ofEpochMilli(clock.instant().toEpochMilli());
        NewRun run;
        CompletableFuture<Boolean> written;
        try {
            run = intake.prepare(schedule.request());
            written = write(schedule, schedule.row().nextFire(), now, run);
        } catch (RuntimeException e) {
            book.release(id);
            return CompletableFuture.failedFuture(e);
        }
        return written.handle(
                (done, failure) -> {
                    try {
                        if (failure != null || !done) {
                            intake.dropped(run, failure);
                            throw failure != null ? unavailable(id, failure) : conflict(id);
                        }
                        book.keep(
                                schedule.fired(
                                        schedule.row().nextFire(), now.toEpochMilli(), run.id()));
                        intake.accepted(run);
                    } finally {
                        book.release(id);
                    }
                    publish(id, "fired", intake.name(run.id()), now);
                    return intake.name(run.id());
                });
    }

    private Void settle(
            Planned schedule,
            CatchUp plan,
            long next,
            Prepared prepared,
            Boolean done,
            Throwable failure) {
        String id = schedule.row().id();
        NewRun run = prepared.run();
        Instant earliest = Instant.MIN;
        try {
            if (failure != null || !done) {
                String why = failure != null ? text(failure) : conflict(id).getMessage();
                LOG.error("schedule {} could not fire and tries again: {}", id, why);
                earliest = clock.instant().plus(AGAIN);
                if (failure == null) {
                    outdated.add(id);
                }
                if (run != null) {
                    intake.dropped(run, failure);
                }
                return null;
            }
            if (run == null) {
                book.keep(schedule.moved(next));
            } else {
                book.keep(schedule.fired(next, plan.nominal().toEpochMilli(), run.id()));
                intake.accepted(run);
            }
        } finally {
            book.release(id, earliest);
        }
        tell(id, plan, run, prepared.refused());
        return null;
    }

    private void tell(String id, CatchUp plan, NewRun run, String refused) {
        for (Instant missed : plan.missed()) {
            publish(id, "missed", null, missed);
        }
        if (!plan.missed().isEmpty()) {
            LOG.warn(
                    "schedule {} missed {}{} fire times from {} on; the latest is made up for",
                    id,
                    plan.more() ? "more than " : "",
                    plan.missed().size(),
                    plan.missed().getFirst());
        }
        if (run == null) {
            LOG.warn("schedule {} missed {}: {}", id, plan.nominal(), refused);
            publish(id, "missed", null, plan.nominal());
        } else {
            lag.record(Duration.between(plan.nominal(), clock.instant()));
            publish(id, "fired", intake.name(run.id()), plan.nominal());
        }
    }

    private CompletableFuture<Boolean> write(
            Planned schedule, long next, Instant nominal, NewRun run) {
        try {
            return store.fire(
                    schedule.row().id(),
                    schedule.row().nextFire(),
                    next,
                    nominal.toEpochMilli(),
                    run);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void publish(String id, String change, String run, Instant nominal) {
        events.publish(new Event.ScheduleChanged(clock.instant(), id, change, run, nominal));
    }

    static GantryException unavailable(String id, Throwable failure) {
        return new GantryException(
                GantryException.Code.UNAVAILABLE,
                "schedule " + id + " could not be stored: " + text(failure),
                failure);
    }

    static GantryException conflict(String id) {
        return new GantryException(
                GantryException.Code.CONFLICT,
                "schedule " + id + " is otherwise on disk; read it and try again");
    }

    private static String text(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof GantryException ? cause.getMessage() : cause.toString();
    }
}
