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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Fires a claimed schedule: its run, its next fire time and what became of other fires go to disk
 * in one transaction; after that the run is handed to the engine, the schedule is released and the
 * event published. Thread-safe; blocks nobody.
 */
final class Firing {

    private static final Logger LOG = LoggerFactory.getLogger(Firing.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Marks the keys of fire times: one stands for the same run whatever its parameters. */
    private static final String FINGERPRINT = "fire time";

    private final Book book;
    private final ScheduleStore store;
    private final RunIntake intake;
    private final Events events;
    private final InstantSource clock;
    private final Following following;
    private final Cancels cancels;
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
            Following following) {
        this.book = book;
        this.store = store;
        this.intake = intake;
        this.events = events;
        this.clock = clock;
        this.following = following;
        this.cancels = new Cancels(book, intake, clock);
        this.lag =
                meters.timer(
                        "gantry_schedule_lag_seconds",
                        "From a fire time until its run was on disk");
    }

    /** What its fires have cancelled. */
    Cancels cancels() {
        return cancels;
    }

    /**
     * Does what is to be done with a schedule.
     *
     * @return completes, always normally, when the schedule is released
     */
    CompletableFuture<Void> due(Planned schedule) {
        String id = schedule.id();
        try {
            if (outdated.contains(id)) {
                reload(id);
                return CompletableFuture.completedFuture(null);
            }
            Instant now = clock.instant();
            String open = book.open(id).values().stream().min(String::compareTo).orElse(null);
            Plan plan = Plan.of(schedule, open, lastEnd(schedule), now);
            Fire fire = prepare(schedule, plan, now);
            waiting.remove(id);
            if (fire.idle(schedule)) {
                book.release(id);
                return CompletableFuture.completedFuture(null);
            }
            return write(schedule, fire)
                    .handle((run, failure) -> settled(schedule, fire, run, failure))
                    .thenCompose(Function.identity())
                    .exceptionally(
                            e -> {
                                LOG.error("schedule {}: what follows a fire failed", id, e);
                                return null;
                            });
        } catch (RuntimeException e) {
            if (waiting.add(id)) {
                LOG.warn(
                        "schedule {} cannot fire and tries again each second: {}",
                        id,
                        Errors.text(e));
            }
            book.release(id, clock.instant().plus(AGAIN));
            return CompletableFuture.completedFuture(null);
        }
    }

    private Instant lastEnd(Planned schedule) {
        if (!schedule.delayed() || schedule.nextFire() != 0) {
            return null;
        }
        Instant end = book.lastEnd(schedule.id());
        if (end != null || schedule.lastRun() == 0) {
            return end;
        }
        end = intake.ended(List.of(schedule.lastRun())).get(schedule.lastRun());
        return Instant.EPOCH.equals(end) ? null : end;
    }

    /**
     * What is decided, with its run.
     *
     * @param run {@code null} if there is none
     * @param refused why there is no run and will be none for this fire time, or {@code null}
     */
    private record Fire(Plan plan, FireState state, NewRun run, Instant nominal, String refused) {

        /** Whether nothing changes. */
        boolean idle(Planned schedule) {
            return run == null
                    && plan.next() == schedule.nextFire()
                    && state.equals(schedule.state());
        }
    }

    private Fire prepare(Planned schedule, Plan plan, Instant now) {
        FireState state = plan.state(schedule.state(), now);
        if (plan.fire().isEmpty()) {
            return new Fire(plan, state, null, null, null);
        }
        Instant nominal = plan.fire().get();
        try {
            NewRun run = keyed(schedule.id(), nominal, intake.prepare(schedule.request(nominal)));
            return new Fire(plan, state, run, nominal, null);
        } catch (RuntimeException e) {
            if (e instanceof GantryException refused && refused.retryable()) {
                throw e;
            }
            return missed(schedule, plan, state, nominal, Errors.text(e));
        }
    }

    private Fire missed(Planned schedule, Plan plan, FireState state, Instant nominal, String why) {
        Instant now = clock.instant();
        return new Fire(
                plan.withoutFire(schedule, now),
                state.andMissed(1, Plan.skip(nominal, now, why)),
                null,
                nominal,
                why);
    }

    /** A run that is the only one for its fire time, whoever makes it. */
    static NewRun keyed(String id, Instant nominal, NewRun run) {
        return run.withKey(Planned.TRIGGER + id + "@" + nominal.toEpochMilli(), FINGERPRINT);
    }

    /** Takes what is on disk, where somebody else wrote it, or this node without knowing. */
    private void reload(String id) {
        following.claimed(id);
        outdated.remove(id);
        book.release(id);
    }

    /**
     * Fires beside the plan.
     *
     * @return the run's id; fails with {@link GantryException}. The schedule is released in any
     *     case
     */
    CompletableFuture<String> now(Planned schedule) {
        String id = schedule.id();
        Instant now = Instant.ofEpochMilli(clock.instant().toEpochMilli());
        NewRun run;
        CompletableFuture<Long> written;
        try {
            run = intake.prepare(schedule.request(now));
            written =
                    store.fire(schedule.seen(), schedule.nextFire(), now.toEpochMilli(), null, run);
        } catch (RuntimeException e) {
            book.release(id);
            return CompletableFuture.failedFuture(e);
        }
        return written.handle(
                (done, failure) -> {
                    try {
                        if (failure != null || done == ScheduleStore.CONFLICT) {
                            outdated.add(id);
                            intake.dropped(run, failure);
                            throw failure != null
                                    ? Errors.unavailable(id, failure)
                                    : Errors.conflict(id);
                        }
                        book.keep(
                                schedule.after(
                                        schedule.nextFire(),
                                        now.toEpochMilli(),
                                        run.id(),
                                        schedule.state()));
                        book.opened(id, run.id());
                        intake.accepted(run);
                    } finally {
                        book.release(id);
                    }
                    publish(id, "fired", intake.name(run.id()), now, 1);
                    return intake.name(run.id());
                });
    }

    private CompletableFuture<Long> write(Planned schedule, Fire fire) {
        try {
            return store.fire(
                    schedule.seen(),
                    fire.plan().next(),
                    fire.run() == null ? schedule.lastFire() : fire.nominal().toEpochMilli(),
                    fire.state().equals(schedule.state())
                            ? null
                            : following.text(schedule.spec(), fire.state()),
                    fire.run());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Moves on without the run where the store will never take it. */
    private CompletableFuture<Void> settled(
            Planned schedule, Fire fire, Long done, Throwable failure) {
        Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
        if (fire.run() == null
                || !(why instanceof GantryException refused)
                || refused.retryable()) {
            return CompletableFuture.completedFuture(settle(schedule, fire, done, failure));
        }
        intake.dropped(fire.run(), why);
        Fire missed = missed(schedule, fire.plan(), fire.state(), fire.nominal(), Errors.text(why));
        return write(schedule, missed)
                .handle((none, again) -> settle(schedule, missed, none, again));
    }

    private Void settle(Planned schedule, Fire fire, Long done, Throwable failure) {
        String id = schedule.id();
        NewRun run = fire.run();
        Instant earliest = Instant.MIN;
        boolean made = false;
        try {
            if (failure != null || done == ScheduleStore.CONFLICT) {
                if (failure == null) {
                    LOG.info("schedule {} is otherwise on disk and is read anew", id);
                    outdated.add(id);
                } else {
                    LOG.error(
                            "schedule {} could not fire and tries again: {}",
                            id,
                            Errors.text(failure));
                    earliest = clock.instant().plus(AGAIN);
                }
                if (run != null) {
                    intake.dropped(run, failure);
                }
                return null;
            }
            made = run != null && done == run.id();
            long next = fire.plan().next();
            book.keep(
                    run == null
                            ? schedule.after(
                                    next, schedule.lastFire(), schedule.lastRun(), fire.state())
                            : schedule.after(
                                    next, fire.nominal().toEpochMilli(), done, fire.state()));
            if (made) {
                book.opened(id, run.id());
                intake.accepted(run);
            } else if (run != null) {
                LOG.info("schedule {}: {} has run {}", id, fire.nominal(), intake.name(done));
                intake.dropped(run, null);
            }
        } finally {
            book.release(id, earliest);
        }
        tell(schedule, fire, made);
        return null;
    }

    private void tell(Planned schedule, Fire fire, boolean made) {
        String id = schedule.id();
        Plan plan = fire.plan();
        if (plan.caught() != null && !plan.caught().missed().isEmpty()) {
            CatchUp caught = plan.caught();
            publish(id, "missed", null, caught.latest(), caught.missed().size());
            LOG.warn(
                    "schedule {} missed {}{} fire times from {} on: {}",
                    id,
                    caught.more() ? "more than " : "",
                    caught.missed().size(),
                    caught.missed().getFirst(),
                    caught.reason());
        }
        if (!plan.skipped().isEmpty()) {
            publish(id, "skipped", null, plan.skipped().getLast(), plan.skipped().size());
        }
        if (fire.refused() != null) {
            LOG.warn("schedule {} missed {}: {}", id, fire.nominal(), fire.refused());
            publish(id, "missed", null, fire.nominal(), 1);
        }
        if (made) {
            Instant now = clock.instant();
            if (plan.caught() != null && plan.caught().served().contains(fire.nominal())) {
                Duration late = Duration.between(schedule.jitter().due(fire.nominal()), now);
                lag.record(late);
            }
            publish(id, "fired", intake.name(fire.run().id()), fire.nominal(), 1);
        }
        if (plan.cancel()) {
            cancels.ask(id, fire.state().waiting().getLast());
        }
    }

    private void publish(String id, String change, String run, Instant nominal, int fires) {
        events.publish(new Event.ScheduleChanged(clock.instant(), id, change, run, nominal, fires));
    }
}
