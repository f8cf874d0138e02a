package dev.gantry.schedule;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.schedule.Backfill;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunIntake;
import dev.gantry.spi.store.ScheduleStore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Makes runs of fire times that are past. Thread-safe. */
final class Backfilling {

    /** So many fire times at one time. */
    static final int MOST = 1000;

    private final Book book;
    private final ScheduleStore store;
    private final RunIntake intake;
    private final Rows rows;

    Backfilling(Book book, ScheduleStore store, RunIntake intake, Rows rows) {
        this.book = book;
        this.store = store;
        this.intake = intake;
        this.rows = rows;
    }

    /** The fire times of a range, its ends included. */
    static List<Instant> range(Planned schedule, Instant from, Instant to, Instant now) {
        if (schedule.delayed()) {
            throw Errors.invalid(
                    "/from",
                    "schedule "
                            + schedule.id()
                            + " fires after the end of its runs and has no fire times to make up"
                            + " for; fire it instead");
        }
        if (to.isBefore(from)) {
            throw Errors.invalid("/to", "the range ends before it begins; swap from and to");
        }
        if (to.isAfter(now)) {
            throw Errors.invalid(
                    "/to", "the range ends in the future; the schedule serves that by itself");
        }
        schedule.times()
                .problem()
                .ifPresent(
                        problem -> {
                            throw new GantryException(GantryException.Code.CONFLICT, problem);
                        });
        List<Instant> found = new ArrayList<>();
        Optional<Instant> at = schedule.times().next(from.minusNanos(1));
        while (at.filter(time -> !time.isAfter(to)).isPresent()) {
            if (found.size() == MOST) {
                throw Errors.invalid(
                        "/to",
                        "more than "
                                + MOST
                                + " fire times from "
                                + from
                                + " to "
                                + to
                                + "; the first "
                                + MOST
                                + " end at "
                                + found.getLast()
                                + ": take the range in parts");
            }
            found.add(at.get());
            at = schedule.times().next(at.get());
        }
        return found;
    }

    /** Makes the runs side by side. */
    Backfill beside(Planned schedule, List<Instant> fireTimes) {
        List<CompletableFuture<Boolean>> writes = new ArrayList<>();
        RuntimeException full = null;
        for (Instant at : fireTimes) {
            try {
                writes.add(make(schedule, at));
            } catch (RuntimeException e) {
                full = e;
                break;
            }
        }
        int made = 0;
        int known = 0;
        for (CompletableFuture<Boolean> write : writes) {
            try {
                if (write.join()) {
                    made++;
                } else {
                    known++;
                }
            } catch (CompletionException e) {
                full = e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
        if (full != null) {
            throw incomplete(schedule.id(), made, known, fireTimes.size(), full);
        }
        return new Backfill(fireTimes, made, known, 0, false);
    }

    private static RuntimeException incomplete(
            String id, int made, int known, int all, RuntimeException why) {
        if (made + known == 0 || !(why instanceof GantryException refused)) {
            return why;
        }
        return new GantryException(
                refused.code(),
                "schedule "
                        + id
                        + ": "
                        + (made + known)
                        + " of "
                        + all
                        + " fire times have their runs; repeat the call for the rest: "
                        + refused.getMessage());
    }

    private CompletableFuture<Boolean> make(Planned schedule, Instant at) {
        String id = schedule.id();
        NewRun run = Firing.keyed(id, at, intake.prepare(schedule.request(at)));
        String name = intake.name(run.id());
        book.opened(id, run.id());
        return intake.insert(run)
                .handle(
                        (stored, failure) -> {
                            boolean made = failure == null && stored == run.id();
                            if (!made) {
                                book.ended(name, null);
                            }
                            if (failure != null) {
                                throw new CompletionException(
                                        failure instanceof CompletionException wrapped
                                                ? wrapped.getCause()
                                                : failure);
                            }
                            return made;
                        });
    }

    /** Lets the fires wait, so that they start one after the other; the schedule is claimed. */
    Backfill waiting(Planned schedule, List<Instant> fireTimes) {
        String id = schedule.id();
        List<Instant> waiting = new ArrayList<>(schedule.state().waiting());
        List<Instant> fresh = fireTimes.stream().filter(at -> !waiting.contains(at)).toList();
        waiting.addAll(fresh);
        if (waiting.size() > Plan.WAITING) {
            throw Errors.invalid(
                    "/to",
                    schedule.state().waiting().size()
                            + " fires wait already, and at most "
                            + Plan.WAITING
                            + " can; try again when fewer wait, or take a shorter range");
        }
        FireState state = schedule.state().withWaiting(waiting);
        // a version of its own: whoever fires by what it knew before is refused and reads it
        Planned after = schedule.changed(schedule.nextFire(), schedule.spec(), state);
        if (!Claims.await(id, () -> store.put(rows.write(after), schedule.nextFire()))) {
            throw Errors.conflict(id);
        }
        book.keep(after);
        return new Backfill(fireTimes, 0, fireTimes.size() - fresh.size(), fresh.size(), false);
    }
}
