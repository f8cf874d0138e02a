package dev.gantry.schedule;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.schedule.Backfill;
import dev.gantry.spi.schedule.CalendarInfo;
import dev.gantry.spi.schedule.Preview;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.ScheduleStatus.Pause;
import dev.gantry.spi.schedule.Schedules;
import dev.gantry.spi.store.RunIntake;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.spi.store.StoredSchedule;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Schedules without a thread of their own: {@link #tick} fires what is due. A row that cannot be
 * read is logged and left alone until somebody replaces or deletes it. Thread-safe.
 */
final class Planner implements Schedules {

    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);
    private static final int UPCOMING = 1000;
    private static final int NOTE = 500;
    private static final int BY = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ScheduleStore store;
    private final RunIntake intake;
    private final Events events;
    private final InstantSource clock;
    private final Calendars calendars;
    private final Book book;
    private final Rows rows;
    private final Claims claims;
    private final Replanning replanning;
    private final SpecCheck check;
    private final Firing firing;
    private final Following following;
    private final Backfilling backfilling;
    private final Map<String, StoredSchedule> unreadable = new ConcurrentHashMap<>();

    /** Reads nothing yet: {@link #load} does. */
    Planner(
            ScheduleStore store,
            RunIntake intake,
            Catalog catalog,
            Events events,
            Meters meters,
            InstantSource clock,
            Calendars calendars) {
        this.store = store;
        this.intake = intake;
        this.events = events;
        this.clock = clock;
        this.calendars = calendars;
        this.book = new Book(new OpenRuns(intake::name));
        this.rows = new Rows(calendars);
        this.claims = new Claims(book);
        this.replanning = new Replanning(book, claims, store, clock);
        this.check = new SpecCheck(catalog, calendars);
        this.following = new Following(book, claims, rows, store, intake, unreadable);
        this.firing = new Firing(book, store, intake, events, meters, clock, following);
        this.backfilling = new Backfilling(book, store, intake, rows);
    }

    /**
     * Reads all schedules and which of their runs are open; those whose fire time has passed are
     * due at the first tick. The end of a run that is told meanwhile counts.
     */
    void load() {
        following.load();
        firing.cancels().load();
    }

    /** From here on this node fires, where another one did so before. */
    void lead() {
        following.lead();
        replanning.all();
        firing.cancels().load();
    }

    /** Moves all fire times to where the calendars of this node have them. */
    void replan() {
        replanning.all();
    }

    /** What other nodes do with the schedules is taken over by it. */
    Following following() {
        return following;
    }

    /** Sets what to call when something may have become due earlier than was said. */
    void onPlanned(Runnable action) {
        claims.onRelease(action);
    }

    /**
     * Fires what is due.
     *
     * @return when the next one is due; empty if none is
     */
    Optional<Instant> tick() {
        for (Planned due : book.claimDue(clock.instant())) {
            firing.due(due).thenRun(claims::released);
        }
        return Stream.of(book.firstDue(), firing.cancels().tick())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** Notes that a run ended, be it one of a schedule or not. Quick. */
    void ended(String run, Instant at) {
        if (book.ended(run, at)) {
            claims.released();
        }
    }

    /** Whether a schedule refers to a calendar. */
    boolean refers(String calendar) {
        return replanning.refers(calendar);
    }

    /** Plans those anew that refer to a calendar. */
    void changed(String calendar) {
        replanning.changed(calendar);
    }

    /** Fires nothing any more, and waits for what is being written. */
    void close() {
        int left = book.close(PATIENCE);
        if (left > 0) {
            LOG.warn("{} schedules were still being written after {}", left, PATIENCE);
        }
    }

    @Override
    public List<Schedule> list() {
        return book.all().stream().map(this::shown).toList();
    }

    @Override
    public List<Schedule> list(String after, int limit) {
        return book.after(after, limit).stream().map(this::shown).toList();
    }

    @Override
    public Optional<Schedule> find(String id) {
        return book.find(id).map(this::shown);
    }

    @Override
    public boolean unreadable(String id) {
        return unreadable.containsKey(id);
    }

    private Schedule shown(Planned schedule) {
        return schedule.shown(book.open(schedule.id()).values(), intake::name);
    }

    @Override
    public Schedule put(String id, ScheduleSpec spec, OptionalLong ifVersion) {
        Instant now = now();
        check.times(id, spec, now, now);
        check.task(spec);
        return claims.with(
                id,
                before -> {
                    StoredSchedule bad = unreadable.get(id);
                    long version = Errors.expect(id, before, bad, ifVersion);
                    long created =
                            before.map(Planned::created)
                                    .orElse(bad == null ? now.toEpochMilli() : bad.created());
                    FireTimes times = FireTimes.of(spec, Instant.ofEpochMilli(created), calendars);
                    FireState state = before.map(Planned::state).orElse(FireState.NEW);
                    Pause pause =
                            !spec.paused()
                                    ? null
                                    : state.pause() != null
                                            ? state.pause()
                                            : new Pause("", "api", now);
                    Planned after =
                            new Planned(
                                    id,
                                    version + 1,
                                    created,
                                    next(id, before, spec, times, now),
                                    before.map(Planned::lastFire).orElse(0L),
                                    before.map(Planned::lastRun).orElse(0L),
                                    spec,
                                    times,
                                    Jitter.of(id, spec.rules().jitter()),
                                    state.withPause(pause));
                    long expected =
                            before.map(Planned::nextFire).orElse(bad == null ? 0 : bad.nextFire());
                    return write(after, expected, version == 0 ? "created" : "updated");
                });
    }

    /** A fire time that has passed and is about to be served stays. */
    private long next(
            String id, Optional<Planned> before, ScheduleSpec spec, FireTimes times, Instant now) {
        if (spec.paused()) {
            return 0;
        }
        return before.filter(b -> b.times().equals(times) && !b.spec().paused())
                .map(Planned::nextFire)
                .orElseGet(() -> first(id, times, now));
    }

    /** A delay begins at the end of the open run, if there is one. */
    private long first(String id, FireTimes times, Instant now) {
        return times instanceof Delayed delayed
                ? book.open(id).isEmpty() ? delayed.after(now).toEpochMilli() : 0
                : times.next(now).map(Instant::toEpochMilli).orElse(0L);
    }

    @Override
    public void delete(String id, OptionalLong ifVersion) {
        claims.with(
                id,
                before -> {
                    StoredSchedule bad = unreadable.get(id);
                    if (before.isEmpty() && bad == null) {
                        throw Errors.unknown(id);
                    }
                    long version = Errors.expect(id, before, bad, ifVersion);
                    boolean deleted = Claims.await(id, () -> store.delete(id, version));
                    if (!deleted && store.find(id).isPresent()) {
                        throw Errors.conflict(id);
                    }
                    book.forget(id);
                    unreadable.remove(id);
                    publish(id, "deleted");
                    return null;
                });
    }

    @Override
    public Schedule pause(String id, String note, String by) {
        if (note.length() > NOTE) {
            throw Errors.invalid("/note", "note: expected at most " + NOTE + " characters");
        }
        if (by.isBlank() || by.length() > BY) {
            throw Errors.invalid("/by", "by: expected 1 to " + BY + " characters");
        }
        return paused(id, new Pause(note, by, now()));
    }

    @Override
    public Schedule resume(String id) {
        return paused(id, null);
    }

    private Schedule paused(String id, Pause pause) {
        return claims.with(
                id,
                before -> {
                    Planned now = before.orElseThrow(() -> Errors.unknown(id));
                    boolean paused = pause != null;
                    if (now.spec().paused() == paused) {
                        return shown(now);
                    }
                    Planned after =
                            now.changed(
                                    paused ? 0 : first(id, now.times(), clock.instant()),
                                    now.spec().withPaused(paused),
                                    now.state().withPause(pause));
                    return write(after, now.nextFire(), paused ? "paused" : "resumed");
                });
    }

    @Override
    public String fire(String id) {
        Optional<Planned> schedule = book.claim(id);
        if (schedule.isEmpty()) {
            book.release(id);
            throw Errors.unknown(id);
        }
        return Claims.await(id, () -> firing.now(schedule.get()));
    }

    @Override
    public List<Instant> upcoming(String id, int count) {
        counted(count);
        Planned schedule = known(id);
        if (schedule.next().isEmpty()) {
            return List.of();
        }
        return Foresight.of(schedule.times(), schedule.jitter(), now(), schedule.next(), count)
                .fires()
                .stream()
                .map(Preview.Fire::at)
                .toList();
    }

    @Override
    public Preview preview(String id, Instant from, int count) {
        counted(count);
        Planned schedule = known(id);
        Optional<Instant> first = schedule.next().filter(at -> schedule.delayed());
        Instant begin = from == null ? now() : from;
        return Foresight.of(schedule.times(), schedule.jitter(), begin, first, count);
    }

    @Override
    public Preview preview(String id, ScheduleSpec spec, Instant begin, int count) {
        counted(count);
        Instant from = begin == null ? now() : begin;
        FireTimes times = check.times(id, spec, from, from);
        if (!spec.task().isEmpty()) {
            check.task(spec);
        }
        Optional<Instant> first =
                times instanceof Delayed delayed
                        ? Optional.of(delayed.after(from))
                        : Optional.empty();
        return Foresight.of(times, Jitter.of(id, spec.rules().jitter()), from, first, count);
    }

    @Override
    public Backfill backfill(String id, Instant from, Instant to, boolean dryRun) {
        Planned seen = known(id);
        List<Instant> fireTimes = Backfilling.range(seen, from, to, clock.instant());
        if (dryRun) {
            return new Backfill(fireTimes, 0, 0, 0, true);
        }
        if (seen.overlaps()) {
            return backfilling.beside(seen, fireTimes);
        }
        return claims.with(
                id,
                now -> backfilling.waiting(now.orElseThrow(() -> Errors.unknown(id)), fireTimes));
    }

    @Override
    public List<CalendarInfo> calendars() {
        return CalendarList.of(calendars, book.all(), clock.instant());
    }

    private Planned known(String id) {
        return book.find(id).orElseThrow(() -> Errors.unknown(id));
    }

    private static void counted(int count) {
        if (count < 1 || count > UPCOMING) {
            throw new GantryException(
                    Code.INVALID, "count: expected 1 to " + UPCOMING + ", got " + count);
        }
    }

    private Schedule write(Planned after, long expectedNext, String change) {
        String id = after.id();
        if (!Claims.await(id, () -> store.put(rows.write(after), expectedNext))) {
            throw Errors.conflict(id);
        }
        book.keep(after);
        unreadable.remove(id);
        publish(id, change);
        return shown(after);
    }

    private void publish(String id, String change) {
        events.publish(new Event.ScheduleChanged(clock.instant(), id, change, null, null));
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.instant().toEpochMilli());
    }
}
