package dev.gantry.testkit;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.context.Span;
import dev.gantry.api.context.TraceContext;
import dev.gantry.api.context.WorkLog;
import dev.gantry.api.metric.Metrics;
import dev.gantry.api.task.Child;
import dev.gantry.api.task.ChildOptions;
import dev.gantry.api.task.Guard;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleConsumer;

/** What a task under test is handed: everything it says is kept in memory. */
final class TestTaskContext implements TaskContext {
    private static final String RUN = "0000000000001";

    /** What is the same in all phases of the attempt. */
    record Attempt(
            int number,
            String tenant,
            Map<String, String> labels,
            Instant deadline,
            Record resume,
            TestClock clock,
            TestLog log,
            TestSettings settings,
            RecordedMetrics metrics,
            DoubleConsumer progressListener,
            Runnable heartbeatListener,
            TestChildren children,
            Map<String, Duration> away,
            TestSpans spans) {}

    private final Attempt attempt;
    private final Cancellation cancellation;
    private final List<Progress> progress;
    private final List<Record> heartbeats;

    TestTaskContext(Attempt attempt, Cancellation cancellation) {
        this(attempt, cancellation, new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
    }

    private TestTaskContext(
            Attempt attempt,
            Cancellation cancellation,
            List<Progress> progress,
            List<Record> heartbeats) {
        this.attempt = attempt;
        this.cancellation = cancellation;
        this.progress = progress;
        this.heartbeats = heartbeats;
    }

    /** The context of a rollback: nobody asks it to stop. */
    TestTaskContext uncancelled() {
        return new TestTaskContext(
                attempt, TestCancellation.never(attempt.clock), progress, heartbeats);
    }

    List<Progress> progress() {
        return List.copyOf(progress);
    }

    List<Record> heartbeats() {
        return List.copyOf(heartbeats);
    }

    @Override
    public String runId() {
        return RUN;
    }

    @Override
    public int attempt() {
        return attempt.number;
    }

    @Override
    public String tenant() {
        return attempt.tenant;
    }

    @Override
    public Map<String, String> labels() {
        return attempt.labels;
    }

    @Override
    public String idempotencyKey() {
        return "run-" + RUN;
    }

    @Override
    public void progress(double fraction, String message) {
        double cut = Math.clamp(fraction, 0, 1);
        progress.add(new Progress(cut, message));
        attempt.progressListener.accept(cut);
    }

    @Override
    public <T> Iterable<T> track(Collection<T> items) {
        var used = new AtomicBoolean();
        return () -> {
            if (used.getAndSet(true)) {
                throw new IllegalStateException("track() gives an iterable to be used once");
            }
            return new Tracked<>(items.iterator(), items.size());
        };
    }

    @Override
    public void heartbeat(Record detail) {
        heartbeats.add(detail);
        attempt.heartbeatListener.run();
    }

    @Override
    public <T extends Record> Optional<T> resume(Class<T> type) {
        return Optional.ofNullable(attempt.resume).filter(type::isInstance).map(type::cast);
    }

    @Override
    public Child child(String name, String task, Map<String, ?> params, ChildOptions options)
            throws TaskFailure {
        return started(name, task, params);
    }

    @Override
    public Child child(String name, String task, Record params, ChildOptions options)
            throws TaskFailure {
        return started(name, task, params);
    }

    private Child started(String name, String task, Object params) throws TaskFailure {
        cancellation.check();
        return attempt.children.start(name, task, params);
    }

    @Override
    public Guard target(String name) {
        return new TestGuard(name, attempt.away, cancellation);
    }

    @Override
    public void awaitAll(Collection<? extends Child> children)
            throws TaskFailure, InterruptedException {
        cancellation.check();
        TestChildren.await(children);
        cancellation.check();
    }

    @Override
    public void sleep(Duration time) {
        attempt.clock.pass(time);
        cancellation.check();
    }

    @Override
    public InstantSource clock() {
        return attempt.clock;
    }

    @Override
    public WorkLog log() {
        return attempt.log;
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.ofNullable(attempt.deadline);
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public Metrics metrics() {
        return attempt.metrics;
    }

    @Override
    public <T extends Record> T settings(Class<T> type) {
        return attempt.settings.get(type);
    }

    @Override
    public TraceContext trace() {
        return attempt.spans.here();
    }

    @Override
    public Span span(String name, Span.Kind kind) {
        return attempt.spans.open(name, kind);
    }

    private final class Tracked<T> implements Iterator<T> {
        private final Iterator<T> items;
        private final int size;
        private int done;

        Tracked(Iterator<T> items, int size) {
            this.items = items;
            this.size = size;
        }

        @Override
        public boolean hasNext() {
            boolean more = items.hasNext();
            if (!more) {
                progress(1);
            }
            return more;
        }

        @Override
        public T next() {
            cancellation.check();
            progress((double) done++ / Math.max(1, size));
            return items.next();
        }
    }
}
