package dev.gantry.detection;

import dev.gantry.api.detect.Detector;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.CheckStore;
import dev.gantry.spi.store.StoredCheck;
import dev.gantry.spi.store.StoredVerdict;
import dev.gantry.spi.trace.InspectionSpan;
import dev.gantry.spi.trace.SpanSink;
import dev.gantry.spi.trace.WorkSpans;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All that checks meet, in memory, with a clock that is set by hand. Threads are real. */
final class World implements InstantSource {

    static final RevisionRef PLUGIN = new RevisionRef("acme.probes", "1.0.0", "ab".repeat(32));
    static final RevisionRef NEXT = new RevisionRef("acme.probes", "2.0.0", "cd".repeat(32));
    static final ClassLoader LOADER = new ClassLoader("acme", null) {};

    /** Settings of the plugin. */
    record Limits(int most) {}

    volatile Instant now = Instant.parse("2026-03-02T10:00:00Z");
    final Disk disk = new Disk();
    final Types types = new Types();
    final Stream stream = new Stream();
    final Spans spans = new Spans();
    final Semaphore ended = new Semaphore(0);
    final Numbers meters = new Numbers();
    Admission.Limits limits = Admission.Limits.USUAL;
    Assessor assessor = Assessor.AS_SAID;
    Executor judges = Runnable::run;
    Roster roster;
    Inspector inspector;
    Desk desk;

    World() {
        boot();
        now = now.plus(Inspector.SETTLING);
    }

    /** Starts anew with what is on disk. */
    void boot() {
        CheckJson json = new CheckJson();
        roster = new Roster();
        inspector =
                new Inspector(
                        roster,
                        new Scribe(disk, stream, this, json),
                        new Inspection.Outside(types, this, spans),
                        assessor,
                        new Patrol(meters),
                        limits,
                        work -> judges.execute(work));
        desk = new Desk(new Shelf(disk, roster, inspector, this, json), types, roster);
        inspector.onPlanned(ended::release);
    }

    /** Ticks, and waits until so many inspections have ended. */
    void tick(int inspections) throws InterruptedException {
        ended.drainPermits();
        inspector.tick();
        await(inspections);
    }

    /** Waits until so many inspections have ended. */
    void await(int inspections) throws InterruptedException {
        if (!ended.tryAcquire(inspections, 20, TimeUnit.SECONDS)) {
            throw new AssertionError("still open after 20 s");
        }
    }

    /** Lets time pass. */
    void pass(double seconds) {
        now = now.plusMillis(Math.round(seconds * 1000));
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** A store in memory. */
    static final class Disk implements CheckStore {
        final TreeMap<String, StoredCheck> rows = new TreeMap<>();
        final List<StoredVerdict> verdicts = new CopyOnWriteArrayList<>();
        RuntimeException broken;

        @Override
        public List<StoredCheck> checks() {
            return List.copyOf(rows.values());
        }

        @Override
        public CompletableFuture<Boolean> put(StoredCheck check) {
            if (broken != null) {
                return CompletableFuture.failedFuture(broken);
            }
            StoredCheck there = rows.get(check.id());
            boolean fits = (there == null ? 0 : there.version()) == check.version() - 1;
            if (fits) {
                rows.put(check.id(), check);
            }
            return CompletableFuture.completedFuture(fits);
        }

        @Override
        public CompletableFuture<Boolean> delete(String id) {
            if (broken != null) {
                return CompletableFuture.failedFuture(broken);
            }
            verdicts.removeIf(v -> v.check().equals(id));
            return CompletableFuture.completedFuture(rows.remove(id) != null);
        }

        @Override
        public CompletableFuture<Void> append(StoredVerdict verdict, int keep) {
            verdicts.add(verdict);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public List<StoredVerdict> verdicts(String check, int limit) {
            return verdicts.reversed().stream()
                    .filter(v -> v.check().equals(check))
                    .limit(limit)
                    .toList();
        }
    }

    /** A configuration, as it was read. */
    record Config(String json) {}

    /** Knows {@code web.probe}, whose configuration is any text that begins with a brace. */
    static final class Types implements Catalog {
        volatile Detector<Config> detector = (config, context) -> null;
        volatile boolean available = true;
        volatile RevisionRef provider = PLUGIN;
        volatile Selection asked;

        /** Called when a lease was given and is not with its taker yet. */
        volatile Runnable leased = () -> {};

        final List<String> blamed = new CopyOnWriteArrayList<>();
        volatile boolean fits = true;
        volatile boolean known = true;
        volatile String schema = "{}";
        volatile String input;
        volatile Record settings;
        final AtomicInteger open = new AtomicInteger();
        final AtomicInteger calls = new AtomicInteger();

        @Override
        public List<Contribution> list(Kind kind) {
            return !known
                    ? List.of()
                    : List.of(
                            new Contribution(
                                    kind,
                                    "web.probe",
                                    "",
                                    "",
                                    provider,
                                    schema,
                                    null,
                                    null,
                                    null,
                                    available,
                                    available ? null : "its plugin is gone"));
        }

        @Override
        public Optional<Contribution> find(Kind kind, String id) {
            return list(kind).stream().filter(c -> c.id().equals(id)).findFirst();
        }

        @Override
        public List<FieldError> validate(Kind kind, String id, String json) {
            return json.startsWith("{")
                    ? List.of()
                    : List.of(new FieldError("/url", "is required"));
        }

        @Override
        public int limit(String plugin) {
            return 0;
        }

        @Override
        public Lease lease(Kind kind, String id, Selection selection) throws NoProviderException {
            if (!available) {
                throw new NoProviderException(
                        "no plugin offers the detector web.probe now; drop acme.probes again");
            }
            open.incrementAndGet();
            calls.incrementAndGet();
            asked = selection;
            Loan loan = new Loan(provider);
            leased.run();
            return loan;
        }

        private final class Loan implements Lease {
            private final RevisionRef revision;

            Loan(RevisionRef revision) {
                this.revision = revision;
            }

            @Override
            public void blame(Offence offence, String detail) {
                blamed.add(offence + ": " + detail);
            }

            @Override
            public RevisionRef revision() {
                return revision;
            }

            @Override
            public Object instance() {
                return detector;
            }

            @Override
            public ClassLoader loader() {
                return LOADER;
            }

            @Override
            public Record input(String json) {
                input = json;
                if (!fits) {
                    throw new GantryException(
                            GantryException.Code.REFUSED, "/url: is no longer known");
                }
                return new Config(json);
            }

            @Override
            public String write(Object value) {
                throw new UnsupportedOperationException();
            }

            @Override
            public <T> T read(String json, Class<T> type) {
                throw new UnsupportedOperationException();
            }

            @Override
            public <T> T settings(Class<T> type) {
                return type.cast(settings);
            }

            @Override
            public boolean permanent(Throwable failure) {
                return false;
            }

            @Override
            public String frame(Throwable failure) {
                return "acme.Probe.inspect(Probe.java:7)";
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        }
    }

    /** Keeps what it is told, if it is on. */
    static final class Spans implements SpanSink {
        final List<InspectionSpan> told = new CopyOnWriteArrayList<>();
        volatile boolean on = true;

        @Override
        public boolean on() {
            return on;
        }

        @Override
        public void add(WorkSpans spans) {
            throw new AssertionError("no task works here");
        }

        @Override
        public void add(InspectionSpan span) {
            told.add(span);
        }
    }

    /** Keeps all events. */
    static final class Stream implements Events {
        final List<Event.CheckJudged> events = new CopyOnWriteArrayList<>();

        @Override
        public void publish(Event event) {
            events.add((Event.CheckJudged) event);
        }

        @Override
        public long latest() {
            return events.size();
        }

        @Override
        public List<Numbered> after(long seq, int limit) {
            return new ArrayList<>();
        }

        @Override
        public boolean await(long seq, long millis) {
            return false;
        }
    }
}
