package dev.gantry.schedule;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.ScheduleStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;

/** Plans schedules anew when their calendars are others. Thread-safe. */
final class Replanning {

    private static final Logger LOG = LoggerFactory.getLogger(Replanning.class);

    private final Book book;
    private final Claims claims;
    private final ScheduleStore store;
    private final InstantSource clock;

    Replanning(Book book, Claims claims, ScheduleStore store, InstantSource clock) {
        this.book = book;
        this.claims = claims;
        this.store = store;
        this.clock = clock;
    }

    /** Whether a schedule refers to a calendar. */
    boolean refers(String calendar) {
        return book.all().stream().anyMatch(schedule -> refers(schedule, calendar));
    }

    /** Plans those anew that refer to a calendar. */
    void changed(String calendar) {
        book.all().stream()
                .filter(schedule -> refers(schedule, calendar))
                .forEach(schedule -> replan(schedule.id()));
    }

    /** Plans all anew that refer to any calendar. */
    void all() {
        book.all().stream()
                .filter(schedule -> schedule.times() instanceof OnDays)
                .forEach(schedule -> replan(schedule.id()));
    }

    private static boolean refers(Planned schedule, String calendar) {
        return schedule.spec().rules().only().contains(calendar)
                || schedule.spec().rules().except().contains(calendar);
    }

    /** Moves the next fire time of one to where the calendars have it now. */
    private void replan(String id) {
        try {
            claims.with(
                    id,
                    before -> {
                        if (before.isPresent() && before.get().times() instanceof OnDays times) {
                            Planned schedule = before.get();
                            long next = next(schedule, times);
                            if (!schedule.spec().paused() && next != schedule.nextFire()) {
                                move(schedule, next);
                            }
                        }
                        return null;
                    });
        } catch (GantryException e) {
            LOG.warn("schedule {} is not planned by its calendars: {}", id, e.getMessage());
        }
    }

    /** One that has come and is let through stays. */
    private long next(Planned schedule, OnDays times) {
        Instant now = clock.instant();
        Instant next = Instant.ofEpochMilli(schedule.nextFire());
        boolean came = schedule.nextFire() != 0 && !next.isAfter(now);
        if (times.problem().isPresent() || came && times.allows(next)) {
            return schedule.nextFire();
        }
        Instant last = Instant.ofEpochMilli(schedule.lastFire());
        Instant from = came ? next : last.isAfter(now) ? last : now;
        return times.next(from).map(Instant::toEpochMilli).orElse(0L);
    }

    private void move(Planned schedule, long next) {
        long done =
                Claims.await(
                        schedule.id(),
                        () -> store.fire(schedule.seen(), next, schedule.lastFire(), null, null));
        if (done == ScheduleStore.CONFLICT) {
            throw Errors.conflict(schedule.id());
        }
        book.keep(schedule.moved(next));
    }
}
