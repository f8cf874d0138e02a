package dev.gantry.schedule;

import dev.gantry.spi.store.RunIntake;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.spi.store.StoredSchedule;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes over what other nodes did with schedules. Thread-safe. */
final class Following {
    private static final int AT_ONCE = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    private final Book book;
    private final Claims claims;
    private final Rows rows;
    private final ScheduleStore store;
    private final RunIntake intake;
    private final Map<String, StoredSchedule> unreadable;

    Following(
            Book book,
            Claims claims,
            Rows rows,
            ScheduleStore store,
            RunIntake intake,
            Map<String, StoredSchedule> unreadable) {
        this.book = book;
        this.claims = claims;
        this.rows = rows;
        this.store = store;
        this.intake = intake;
        this.unreadable = unreadable;
    }

    /** From here on this node fires: also which runs of schedules are open is read anew. */
    void lead() {
        book.loading();
        intake.open(Planned.TRIGGER)
                .forEach(
                        (run, trigger) ->
                                book.opened(trigger.substring(Planned.TRIGGER.length()), run));
        all();
        book.loaded();
        claims.released();
    }

    /** Takes over all schedules. */
    void all() {
        Map<String, StoredSchedule> stored =
                store.schedules().stream()
                        .collect(Collectors.toMap(StoredSchedule::id, row -> row));
        for (Planned known : book.all()) {
            if (!stored.containsKey(known.id())) {
                one(known.id());
            }
        }
        for (StoredSchedule row : stored.values()) {
            if (book.find(row.id()).filter(known -> same(known, row)).isEmpty()) {
                one(row.id());
            }
        }
    }

    /** Looks for runs that ended on other nodes. */
    void ended() {
        book.someOpen(AT_ONCE)
                .forEach(
                        (run, name) ->
                                intake.ended(run)
                                        .filter(at -> book.ended(name, at))
                                        .ifPresent(at -> claims.released()));
    }

    /** Takes over one schedule. */
    void one(String id) {
        claims.with(
                id,
                before -> {
                    Optional<StoredSchedule> now = store.find(id);
                    if (now.isEmpty()) {
                        book.forget(id);
                        unreadable.remove(id);
                    } else if (before.filter(known -> same(known, now.get())).isEmpty()) {
                        keep(now.get());
                    }
                    return null;
                });
    }

    private void keep(StoredSchedule row) {
        try {
            book.keep(rows.read(row));
            unreadable.remove(row.id());
        } catch (RuntimeException e) {
            book.forget(row.id());
            unreadable.put(row.id(), row);
            LOG.debug("schedule {} cannot be read", row.id(), e);
        }
    }

    private static boolean same(Planned known, StoredSchedule row) {
        return known.version() == row.version()
                && known.nextFire() == row.nextFire()
                && known.lastFire() == row.lastFire();
    }
}
