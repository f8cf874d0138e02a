package dev.gantry.schedule;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunIntake;
import dev.gantry.spi.store.UnsureException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;

/** All that schedules meet, in memory, with a clock that is set by hand. */
final class World implements InstantSource {

    Instant now = Instant.parse("2026-03-02T10:00:00Z");
    final Disk disk = new Disk();
    final Engine engine = new Engine();
    final Types types = new Types();
    final Stream stream = new Stream();
    final Meter meter = new Meter();
    final Days days = new Days();

    /** A planner that has read what is on disk. */
    Planner planner() {
        Planner planner = new Planner(disk, engine, types, stream, meter, this, days);
        engine.planner = planner;
        planner.load();
        planner.replan();
        return planner;
    }

    /** A run ends now. */
    void end(long run) {
        engine.end(run, now);
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** What happened, as {@code change@nominal}. */
    List<String> told() {
        return stream.events.stream()
                .map(e -> e.change() + (e.nominal() == null ? "" : "@" + e.nominal()))
                .toList();
    }

    /** An engine that notes what it was told. */
    final class Engine implements RunIntake {
        final List<RunRequest> requests = new ArrayList<>();
        final List<Long> accepted = new ArrayList<>();
        final List<Long> dropped = new ArrayList<>();
        final List<Long> cancelled = Collections.synchronizedList(new ArrayList<>());
        final TreeMap<Long, String> open = new TreeMap<>();
        final Map<Long, Instant> ends = new HashMap<>();
        Runnable onOpen = () -> {};
        GantryException refusal;
        Planner planner;
        private final Map<Long, String> triggers = new HashMap<>();
        long ids;

        void end(long run, Instant at) {
            open.remove(run);
            ends.put(run, at);
            planner.ended(name(run), at);
        }

        @Override
        public NewRun prepare(RunRequest request) {
            if (refusal != null) {
                throw refusal;
            }
            requests.add(request);
            triggers.put(++ids, request.trigger());
            return new NewRun(
                    ids,
                    request.task(),
                    request.tenant(),
                    0,
                    request.params(),
                    null,
                    null,
                    null,
                    request.deadline() == null
                            ? 0
                            : request.deadline().from(Instant.EPOCH).toEpochMilli());
        }

        @Override
        public void accepted(NewRun run) {
            accepted.add(run.id());
            open.put(run.id(), triggers.get(run.id()));
        }

        @Override
        public CompletableFuture<Long> insert(NewRun run) {
            return disk.commit(() -> disk.insert(run))
                    .thenApply(
                            id -> {
                                if (id == run.id()) {
                                    accepted(run);
                                } else {
                                    dropped(run, null);
                                }
                                return id;
                            });
        }

        @Override
        public void cancel(long run, String reason) {
            cancelled.add(run);
        }

        @Override
        public Map<Long, String> open(String trigger) {
            onOpen.run();
            return new TreeMap<>(open);
        }

        @Override
        public Map<Long, Instant> ended(List<Long> runs) {
            Map<Long, Instant> found = new HashMap<>(ends);
            found.keySet().retainAll(runs);
            return found;
        }

        @Override
        public void dropped(NewRun run, Throwable failure) {
            if (failure instanceof UnsureException) {
                accepted(run);
                return;
            }
            dropped.add(run.id());
        }

        @Override
        public String name(long id) {
            return "run-" + id;
        }
    }

    /** Knows {@code files.cleanup}, which wants {@code {}}. */
    static final class Types implements Catalog {

        @Override
        public List<Contribution> list(Kind kind) {
            return List.of(
                    new Contribution(
                            kind,
                            "files.cleanup",
                            "",
                            "",
                            null,
                            "{}",
                            null,
                            null,
                            null,
                            false,
                            "its plugin was removed"));
        }

        @Override
        public Optional<Contribution> find(Kind kind, String id) {
            return list(kind).stream().filter(c -> c.id().equals(id)).findFirst();
        }

        @Override
        public List<FieldError> validate(Kind kind, String id, String json) {
            return json.equals("{}")
                    ? List.of()
                    : List.of(new FieldError("/directory", "is required"));
        }

        @Override
        public int limit(String plugin) {
            return 0;
        }

        @Override
        public Lease lease(Kind kind, String id, Selection selection) throws NoProviderException {
            throw new NoProviderException("not asked for here");
        }
    }

    /** Calendars that are made by hand. */
    static final class Days implements Calendars {
        final TreeMap<String, CalendarDays> all = new TreeMap<>();

        void put(String name, String text) {
            try {
                all.put(name, CalendarFile.read(name, text));
            } catch (CalendarFile.UnreadableException e) {
                throw new IllegalArgumentException(e);
            }
        }

        @Override
        public Optional<CalendarDays> days(String calendar) {
            return Optional.ofNullable(all.get(calendar));
        }

        @Override
        public Set<String> names() {
            return all.keySet();
        }

        @Override
        public Optional<String> problem(String calendar) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> since(String calendar) {
            return days(calendar).map(there -> Instant.EPOCH);
        }
    }

    /** Keeps all events. */
    static final class Stream implements Events {
        final List<Event.ScheduleChanged> events = new ArrayList<>();

        @Override
        public void publish(Event event) {
            events.add((Event.ScheduleChanged) event);
        }

        @Override
        public long latest() {
            return events.size();
        }

        @Override
        public List<Numbered> after(long seq, int limit) {
            return List.of();
        }

        @Override
        public boolean await(long seq, long millis) {
            return false;
        }
    }

    /** Keeps all observations. */
    static final class Meter implements Meters {
        final List<Duration> lags = new ArrayList<>();

        @Override
        public Counter counter(String name, String help, String... labels) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public Timer timer(String name, String help, String... labels) {
            return lags::add;
        }

        @Override
        public AutoCloseable gauge(
                String name, String help, DoubleSupplier value, String... labels) {
            throw new UnsupportedOperationException(name);
        }
    }
}
