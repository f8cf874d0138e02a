package dev.gantry.schedule;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.Schedules;
import dev.gantry.spi.store.RunIntake;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.spi.store.StoredSchedule;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Schedules without a thread of their own: {@link #tick} fires what is due. A row that cannot be
 * read is logged and left alone until somebody replaces or deletes it. Thread-safe.
 */
final class Planner implements Schedules {

    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]{0,99}");
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final int PARAMS = 1024 * 1024;
    private static final int LABELS = 32;
    private static final int LABEL = 200;
    private static final int UPCOMING = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ScheduleStore store;
    private final RunIntake intake;
    private final Catalog catalog;
    private final Events events;
    private final InstantSource clock;
    private final Book book = new Book();
    private final SpecJson json = new SpecJson();
    private final Firing firing;
    private final Map<String, StoredSchedule> unreadable = new ConcurrentHashMap<>();
    private volatile Runnable planned = () -> {};

    /** Reads all schedules; those whose fire time has passed are due at the first tick. */
    Planner(
            ScheduleStore store,
            RunIntake intake,
            Catalog catalog,
            Events events,
            Meters meters,
            InstantSource clock) {
        this.store = store;
        this.intake = intake;
        this.catalog = catalog;
        this.events = events;
        this.clock = clock;
        this.firing = new Firing(book, store, intake, events, meters, clock, json);
        store.schedules().forEach(this::load);
    }

    /** Sets what to call when something may have become due earlier than was said. */
    void onPlanned(Runnable action) {
        planned = action;
    }

    /**
     * Fires what is due.
     *
     * @return when the next one is due; empty if none is
     */
    Optional<Instant> tick() {
        for (Planned due : book.claimDue(clock.instant())) {
            firing.due(due, due.next().orElseThrow()).thenRun(planned);
        }
        return book.firstDue();
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
        return book.all().stream().map(s -> s.shown(intake::name)).toList();
    }

    @Override
    public Optional<Schedule> find(String id) {
        return book.find(id).map(s -> s.shown(intake::name));
    }

    @Override
    public Schedule put(String id, ScheduleSpec spec, OptionalLong ifVersion) {
        check(id, spec);
        Instant now = Instant.ofEpochMilli(clock.instant().toEpochMilli());
        FireTimes.of(spec.timing(), now);
        validate(spec);
        return claimed(
                id,
                before -> {
                    StoredSchedule row =
                            before.map(Planned::row).orElseGet(() -> unreadable.get(id));
                    long version = row == null ? 0 : row.version();
                    if (ifVersion.isPresent() && ifVersion.getAsLong() != version) {
                        throw version(id, version, ifVersion.getAsLong());
                    }
                    long created = row == null ? now.toEpochMilli() : row.created();
                    FireTimes times = FireTimes.of(spec.timing(), Instant.ofEpochMilli(created));
                    // a fire time that has passed and is about to be served stays
                    long next =
                            before.filter(b -> b.times().equals(times) && !spec.paused())
                                    .flatMap(Planned::next)
                                    .or(() -> spec.paused() ? Optional.empty() : times.next(now))
                                    .map(Instant::toEpochMilli)
                                    .orElse(0L);
                    StoredSchedule after =
                            new StoredSchedule(
                                    id,
                                    json.write(spec),
                                    version + 1,
                                    created,
                                    next,
                                    row == null ? 0 : row.lastFire(),
                                    row == null ? 0 : row.lastRun());
                    return write(
                            new Planned(after, spec, times), row == null ? "created" : "updated");
                });
    }

    @Override
    public void delete(String id) {
        claimed(
                id,
                before -> {
                    if (before.isEmpty() && !unreadable.containsKey(id)) {
                        throw unknown(id);
                    }
                    boolean there = await(id, () -> store.delete(id));
                    book.forget(id);
                    unreadable.remove(id);
                    if (!there) {
                        throw unknown(id);
                    }
                    publish(id, "deleted");
                    return null;
                });
    }

    @Override
    public Schedule pause(String id) {
        return paused(id, true);
    }

    @Override
    public Schedule resume(String id) {
        return paused(id, false);
    }

    @Override
    public String fire(String id) {
        Optional<Planned> schedule = book.claim(id);
        if (schedule.isEmpty()) {
            book.release(id);
            throw unknown(id);
        }
        return await(id, () -> firing.now(schedule.get()));
    }

    @Override
    public List<Instant> upcoming(String id, int count) {
        if (count < 1 || count > UPCOMING) {
            throw new GantryException(
                    Code.INVALID, "count: expected 1 to " + UPCOMING + ", got " + count);
        }
        Planned schedule = book.find(id).orElseThrow(() -> unknown(id));
        List<Instant> times = new ArrayList<>();
        Optional<Instant> next = schedule.next();
        while (next.isPresent() && times.size() < count) {
            times.add(next.get());
            next = schedule.times().next(next.get());
        }
        return times;
    }

    private Schedule paused(String id, boolean paused) {
        return claimed(
                id,
                before -> {
                    Planned now = before.orElseThrow(() -> unknown(id));
                    if (now.spec().paused() == paused) {
                        return now.shown(intake::name);
                    }
                    ScheduleSpec old = now.spec();
                    ScheduleSpec spec =
                            new ScheduleSpec(
                                    old.task(),
                                    old.params(),
                                    old.timing(),
                                    old.labels(),
                                    old.tenant(),
                                    paused);
                    Optional<Instant> next =
                            paused ? Optional.empty() : now.times().next(clock.instant());
                    StoredSchedule after =
                            new StoredSchedule(
                                    id,
                                    json.write(spec),
                                    now.row().version() + 1,
                                    now.row().created(),
                                    next.map(Instant::toEpochMilli).orElse(0L),
                                    now.row().lastFire(),
                                    now.row().lastRun());
                    return write(
                            new Planned(after, spec, now.times()), paused ? "paused" : "resumed");
                });
    }

    private Schedule claimed(String id, Function<Optional<Planned>, Schedule> work) {
        Optional<Planned> before = book.claim(id);
        try {
            return work.apply(before);
        } finally {
            book.release(id);
            planned.run();
        }
    }

    private Schedule write(Planned after, String change) {
        String id = after.row().id();
        if (!await(id, () -> store.put(after.row()))) {
            throw Firing.conflict(id);
        }
        book.keep(after);
        unreadable.remove(id);
        publish(id, change);
        return after.shown(intake::name);
    }

    private void load(StoredSchedule row) {
        try {
            book.keep(Planned.of(row, json));
            book.release(row.id());
        } catch (RuntimeException e) {
            unreadable.put(row.id(), row);
            LOG.error(
                    "schedule {} cannot be read and does not fire; put it anew or delete it: {}",
                    row.id(),
                    e.getMessage());
        }
    }

    private void validate(ScheduleSpec spec) {
        if (catalog.find(Kind.TASK, spec.task()).isEmpty()) {
            throw catalog.unknown(Kind.TASK, spec.task());
        }
        List<FieldError> errors = catalog.validate(Kind.TASK, spec.task(), spec.params());
        if (!errors.isEmpty()) {
            FieldError first = errors.getFirst();
            throw new GantryException(
                    Code.REFUSED,
                    "the parameters do not fit "
                            + spec.task()
                            + ": "
                            + (first.pointer().isEmpty() ? "" : first.pointer() + ": ")
                            + first.message(),
                    errors);
        }
    }

    /** Refuses what no run may have: the engine would refuse each of them later. */
    private static void check(String id, ScheduleSpec spec) {
        String problem = null;
        if (!ID.matcher(id).matches()) {
            problem =
                    "id \""
                            + id
                            + "\": expected lower-case letters, digits, dots and dashes, a letter"
                            + " or digit first, at most 100";
        } else if (!TENANT.matcher(spec.tenant()).matches()) {
            problem =
                    "tenant: expected 1 to 63 letters, digits, dots, dashes and underscores, a"
                            + " letter or digit first";
        } else if (spec.params().length() > PARAMS) {
            problem =
                    "params: expected at most "
                            + PARAMS
                            + " characters, got "
                            + spec.params().length()
                            + "; put the data elsewhere and pass its place";
        } else if (spec.labels().size() > LABELS) {
            problem = "labels: expected at most " + LABELS + ", got " + spec.labels().size();
        } else if (spec.labels().entrySet().stream().anyMatch(Planner::tooLong)) {
            problem =
                    "labels: expected names of 1 to "
                            + LABEL
                            + " characters and values of at most "
                            + LABEL;
        }
        if (problem != null) {
            throw new GantryException(Code.INVALID, problem);
        }
    }

    private static boolean tooLong(Map.Entry<String, String> label) {
        return label.getKey().isBlank()
                || label.getKey().length() > LABEL
                || label.getValue().length() > LABEL;
    }

    private void publish(String id, String change) {
        events.publish(new Event.ScheduleChanged(clock.instant(), id, change, null, null));
    }

    private static <T> T await(String id, Supplier<CompletableFuture<T>> work) {
        try {
            return work.get().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof GantryException refused) {
                throw refused;
            }
            throw Firing.unavailable(id, e.getCause());
        }
    }

    private static GantryException unknown(String id) {
        return new GantryException(Code.NOT_FOUND, "there is no schedule " + id);
    }

    private static GantryException version(String id, long now, long wanted) {
        String is = now == 0 ? "does not exist" : "is at version " + now;
        String not = wanted == 0 ? "and must not exist" : "not at " + wanted;
        return new GantryException(
                Code.CONFLICT,
                "schedule " + id + " " + is + ", " + not + "; read it and try again");
    }
}
