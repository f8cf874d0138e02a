package dev.gantry.engine;

import static java.util.Comparator.naturalOrder;

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
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.run.GantryException;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a task is handed. Rollback gets one of its own, with another limit. Thread-safe. */
final class AttemptContext implements TaskContext {
    private static final int MAX_PROGRESS = 1000;

    private final RunningAttempt attempt;
    private final RunningAttempt.Limit limit;
    private final Instant runDeadline;
    private final Heartbeats heartbeats;
    private final Lease lease;
    private final InstantSource clock;
    private final WorkLog log;
    private final Children children;
    private final Targets targets;

    AttemptContext(
            RunningAttempt attempt,
            Heartbeats heartbeats,
            Lease lease,
            InstantSource clock,
            WorkLog log,
            Children children,
            Targets targets) {
        this.attempt = attempt;
        this.limit = attempt.limit();
        this.runDeadline = attempt.rollingBack() ? null : attempt.run().spec().deadline();
        this.heartbeats = heartbeats;
        this.lease = lease;
        this.clock = clock;
        this.log = log;
        this.children = children;
        this.targets = targets;
    }

    /** The same for the limit that the attempt has now. */
    AttemptContext underPresentLimit() {
        return new AttemptContext(attempt, heartbeats, lease, clock, log, children, targets);
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    @Override
    public String runId() {
        return attempt.run().name();
    }

    @Override
    public int attempt() {
        return attempt.number();
    }

    @Override
    public String tenant() {
        return attempt.run().tenant();
    }

    @Override
    public Map<String, String> labels() {
        return attempt.run().spec().labels();
    }

    @Override
    public String idempotencyKey() {
        return attempt.run().name();
    }

    @Override
    public void progress(double fraction, String message) {
        if (attempt.ended()) {
            return;
        }
        attempt.sign(clock.millis());
        double cut = Double.isNaN(fraction) ? 0 : Math.clamp(fraction, 0, 1);
        String text = message == null ? "" : attempt.mask().text(message);
        attempt.run()
                .progress(
                        new Progress(
                                cut, text.substring(0, Math.min(text.length(), MAX_PROGRESS))));
    }

    @Override
    public <T> Iterable<T> track(Collection<T> items) {
        Iterator<T> inner = items.iterator();
        int size = items.size();
        Iterator<T> tracked =
                new Iterator<>() {
                    private int given;

                    @Override
                    public boolean hasNext() {
                        boolean more = inner.hasNext();
                        if (!more && given > 0) {
                            progress(1);
                        }
                        return more;
                    }

                    @Override
                    public T next() {
                        limit.signal().check();
                        progress(size == 0 ? 0 : (double) given / size);
                        T item = inner.next();
                        given++;
                        return item;
                    }
                };
        return () -> tracked;
    }

    @Override
    public void heartbeat(Record detail) {
        attempt.sign(clock.millis());
        heartbeats.beat(detail);
    }

    @Override
    public <T extends Record> Optional<T> resume(Class<T> type) {
        String detail = attempt.run().detail();
        if (detail == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(heartbeats.read(detail, type));
        } catch (GantryException e) {
            log.warn("what an earlier attempt left does not fit any more: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public Child child(String name, String task, Map<String, ?> params, ChildOptions options)
            throws TaskFailure, InterruptedException {
        return started(name, task, params, options);
    }

    @Override
    public Child child(String name, String task, Record params, ChildOptions options)
            throws TaskFailure, InterruptedException {
        return started(name, task, params, options);
    }

    private Child started(String name, String task, Object params, ChildOptions options)
            throws TaskFailure, InterruptedException {
        return children.start(
                this, new Children.Wish(name, task, heartbeats.write(params), options));
    }

    @Override
    public void awaitAll(Collection<? extends Child> all) throws TaskFailure, InterruptedException {
        children.await(this, all.stream().map(ChildRun.class::cast).toList());
    }

    @Override
    public Guard target(String name) {
        return new TargetGuard(targets, limit.signal(), name);
    }

    RunningAttempt running() {
        return attempt;
    }

    StopSignal signal() {
        return limit.signal();
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public WorkLog log() {
        return log;
    }

    @Override
    public Optional<Instant> deadline() {
        return Stream.of(limit.end(), runDeadline).filter(Objects::nonNull).min(naturalOrder());
    }

    @Override
    public Cancellation cancellation() {
        return limit.signal();
    }

    @Override
    public TraceContext trace() {
        return attempt.spans().here();
    }

    @Override
    public Span span(String name, Span.Kind kind) {
        return attempt.spans().open(name, kind);
    }

    @Override
    public Metrics metrics() {
        return lease.metrics();
    }

    @Override
    public <T extends Record> T settings(Class<T> type) {
        T settings = lease.settings(type);
        attempt.hideSettings();
        return settings;
    }
}
