package dev.gantry.schedule;

import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.store.RunIntake;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.spi.store.StoredSchedule;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Takes over what is on disk, as what other nodes did with schedules. Thread-safe. */
final class Following {
    /** So many open runs are asked about at one time. */
    static final int AT_ONCE = 5000;

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    private final Book book;
    private final Claims claims;
    private final Rows rows;
    private final ScheduleStore store;
    private final RunIntake intake;
    private final Map<String, StoredSchedule> unreadable;
    private long asked;

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

    /** Reads all for the first time. */
    void load() {
        open();
        for (StoredSchedule row : store.schedules()) {
            keep(row);
            book.release(row.id());
        }
    }

    /** From here on this node fires. */
    void lead() {
        all(true);
        open();
        claims.released();
    }

    /** Reads anew which runs of schedules are open, whichever node has them. */
    synchronized void open() {
        Map<Long, String> open = null;
        book.loading();
        try {
            open =
                    intake.open(Planned.TRIGGER).entrySet().stream()
                            .collect(
                                    Collectors.toMap(
                                            Map.Entry::getKey,
                                            run ->
                                                    run.getValue()
                                                            .substring(Planned.TRIGGER.length())));
        } finally {
            book.loaded(open);
        }
    }

    /**
     * Takes over all schedules.
     *
     * @param exactly also those of which no more than what they remember may have changed
     */
    void all(boolean exactly) {
        Map<String, Planned> known =
                book.all().stream().collect(Collectors.toMap(Planned::id, Function.identity()));
        for (StoredSchedule row : store.schedules()) {
            Planned before = known.remove(row.id());
            if (before == null || !same(before, row, exactly)) {
                claims.with(
                        row.id(),
                        now -> {
                            // else it changed here since the row was read
                            if (now.orElse(null) == before) {
                                keep(row);
                            } else {
                                claimed(row.id());
                            }
                            return null;
                        });
            }
        }
        known.keySet().forEach(this::one);
    }

    /** Looks for runs that ended on other nodes: at all that are open, in turn. */
    void ended() {
        SortedMap<Long, String> some = book.open(asked, AT_ONCE);
        asked = some.size() < AT_ONCE ? 0 : some.lastKey();
        if (some.isEmpty()) {
            return;
        }
        boolean due = false;
        for (Map.Entry<Long, Instant> end : intake.ended(List.copyOf(some.keySet())).entrySet()) {
            due |= ended(some.get(end.getKey()), end.getValue());
        }
        if (due) {
            claims.released();
        }
    }

    private boolean ended(String run, Instant at) {
        return book.ended(run, at.equals(Instant.EPOCH) ? null : at);
    }

    /** Takes over one schedule. */
    void one(String id) {
        claims.with(
                id,
                before -> {
                    claimed(id);
                    return null;
                });
    }

    /** Takes over one that is claimed, and its last run if that is open and was not known. */
    void claimed(String id) {
        long before = book.find(id).map(Planned::lastRun).orElse(0L);
        Optional<StoredSchedule> now = store.find(id);
        if (now.isEmpty()) {
            book.forget(id);
            unreadable.remove(id);
            return;
        }
        long run = now.get().lastRun();
        if (run != before) {
            String name = intake.name(run);
            book.opened(id, run);
            Optional.ofNullable(intake.ended(List.of(run)).get(run))
                    .ifPresent(at -> ended(name, at));
        }
        keep(now.get());
    }

    /** What a schedule's row says beyond its times. */
    String text(ScheduleSpec spec, FireState state) {
        return rows.text(spec, state);
    }

    private void keep(StoredSchedule row) {
        try {
            book.keep(rows.read(row));
            unreadable.remove(row.id());
        } catch (RuntimeException e) {
            book.forget(row.id());
            if (unreadable.put(row.id(), row) == null) {
                LOG.error(
                        "schedule {} cannot be read and does not fire; put it anew or delete it:"
                                + " {}",
                        row.id(),
                        e.getMessage());
            }
        }
    }

    private boolean same(Planned known, StoredSchedule row, boolean exactly) {
        return known.version() == row.version()
                && known.nextFire() == row.nextFire()
                && known.lastFire() == row.lastFire()
                && known.lastRun() == row.lastRun()
                && (!exactly || rows.text(known.spec(), known.state()).equals(row.spec()));
    }
}
