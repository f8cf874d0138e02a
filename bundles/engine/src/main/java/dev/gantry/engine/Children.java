package dev.gantry.engine;

import dev.gantry.api.context.CancelledException;
import dev.gantry.api.task.ChildFailure;
import dev.gantry.api.task.ChildOptions;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.run.Deadline;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Kinship;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredRun;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.node.ObjectNode;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Runs that are started by runs, and what becomes of them with their parents. Thread-safe. */
final class Children {
    /** The label that holds a child's name. */
    static final String LABEL = "gantry.child";

    private static final Logger LOG = LoggerFactory.getLogger(Children.class);
    private static final int DEEPEST = 10;
    private static final Duration WHEN_FULL = Duration.ofSeconds(5);
    private static final long LOOK_SECONDS = 5;

    private final RunStore store;
    private final RowCodec codec;
    private final Runs runs;
    private final Cancelling cancelling;
    private final Resting resting;

    /**
     * What a task asks for.
     *
     * @param params JSON
     */
    record Wish(String name, String task, String params, ChildOptions options) {}

    Children(RunStore store, RowCodec codec, Runs runs, Cancelling cancelling, Resting resting) {
        this.store = store;
        this.codec = codec;
        this.runs = runs;
        this.cancelling = cancelling;
        this.resting = resting;
    }

    /** Starts a child, or finds it. */
    ChildRun start(AttemptContext parent, Wish wish) throws TaskFailure, InterruptedException {
        parent.signal().check();
        RunningAttempt attempt = parent.running();
        if (attempt.ended()) {
            throw new CancelledException("the attempt is over");
        }
        LiveRun run = attempt.run();
        run.hasChildren();
        OptionalLong known = store.child(run.id(), wish.name());
        if (known.isPresent()) {
            return found(parent, wish, known.getAsLong());
        }
        try {
            RunRequest request = request(attempt, wish);
            String id = runs.submit(request).toCompletableFuture().get().id();
            if (!wish.options().detached() && over(attempt)) {
                cancel(id, ended(run.name()));
            }
            return new ChildRun(this, parent, wish.name(), wish.task(), id);
        } catch (IllegalArgumentException e) {
            throw refused(wish, e);
        } catch (ExecutionException e) {
            throw refused(wish, e.getCause());
        }
    }

    /** Whether its run is over, here or on the node that has taken it over. */
    private boolean over(RunningAttempt attempt) {
        LiveRun run = attempt.run();
        return run.end() != null || attempt.ended() && finished(run.id());
    }

    private boolean finished(long run) {
        return store.find(run).filter(row -> row.state() == StoredRun.FINISHED).isPresent();
    }

    private static TaskFailure refused(Wish wish, Throwable why) {
        String message = "child " + wish.name() + " was not started: " + Told.by(why);
        return why instanceof GantryException known && known.retryable()
                ? TaskFailure.retryAfter(WHEN_FULL, message)
                : TaskFailure.permanent(message);
    }

    private ChildRun found(AttemptContext parent, Wish wish, long id) throws TaskFailure {
        String task = store.find(id).map(StoredRun::task).orElse(wish.task());
        if (!task.equals(wish.task())) {
            throw TaskFailure.permanent(
                    "child "
                            + wish.name()
                            + " is there already, as run "
                            + RunIds.text(id)
                            + " of "
                            + task
                            + ": give the one of "
                            + wish.task()
                            + " another name");
        }
        return new ChildRun(this, parent, wish.name(), task, RunIds.text(id));
    }

    private static RunRequest request(RunningAttempt attempt, Wish wish) {
        LiveRun run = attempt.run();
        RunSpec spec = run.spec();
        ChildOptions options = wish.options();
        int depth = 1 + (spec.kinship() == null ? 0 : spec.kinship().depth());
        if (depth > DEEPEST) {
            throw new IllegalArgumentException(
                    "it would be nested " + depth + " deep, of at most " + DEEPEST);
        }
        Kinship kinship = new Kinship(wish.name(), depth, options.detached());
        Map<String, String> labels = new HashMap<>(spec.labels());
        labels.putAll(options.labels());
        labels.put(LABEL, wish.name());
        return new RunRequest(
                wish.task(),
                wish.params(),
                labels,
                run.tenant(),
                options.sla().map(its -> SlaClass.valueOf(its.name())).orElse(spec.sla()),
                options.priority().orElse(spec.priority()),
                options.delay(),
                options.timeout().orElse(null),
                null,
                "child/" + run.name() + "/" + wish.name(),
                attempt.spans().here().traceparent(),
                run.name(),
                "parent",
                deadline(spec.deadline(), options, attempt),
                null,
                null,
                null,
                kinship,
                spec.carried().withLinks(List.of()));
    }

    private static Deadline deadline(
            Instant parents, ChildOptions options, RunningAttempt attempt) {
        Instant its = options.detached() ? null : parents;
        if (options.deadline().isEmpty()) {
            return its == null ? null : new Deadline.At(its);
        }
        Instant own = attempt.context().clock().instant().plus(options.deadline().get());
        return new Deadline.At(its != null && its.isBefore(own) ? its : own);
    }

    CompletableFuture<Run> whenFinished(String id) {
        return runs.whenFinished(id).toCompletableFuture();
    }

    /** Returns when all are over; their parent needs no slot meanwhile. */
    void await(AttemptContext parent, List<ChildRun> all) throws TaskFailure, InterruptedException {
        parent.signal().check();
        if (!over(all)) {
            CompletableFuture<Void> stop = new CompletableFuture<>();
            try (var asked = parent.signal().onRequest(() -> stop.complete(null))) {
                resting.rest(parent.running(), what(all), stop, () -> sleep(all, stop));
            }
        }
        parent.signal().check();
        ChildFailure first = null;
        for (ChildRun child : all) {
            ChildFailure failure = child.failure();
            if (first == null) {
                first = failure;
            } else if (failure != null) {
                first.addSuppressed(failure);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static boolean over(List<ChildRun> all) {
        return all.stream().allMatch(ChildRun::finished);
    }

    private static void sleep(List<ChildRun> all, CompletableFuture<Void> stop)
            throws InterruptedException {
        while (!over(all) && !stop.isDone()) {
            CompletableFuture<Void> ends =
                    CompletableFuture.allOf(
                            all.stream().map(ChildRun::end).toArray(CompletableFuture[]::new));
            try {
                CompletableFuture.anyOf(ends, stop).get(LOOK_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                all.forEach(ChildRun::look);
            } catch (ExecutionException e) {
                LOG.debug("A child cannot be asked for now", e);
                patience(stop);
                all.forEach(ChildRun::look);
            }
        }
    }

    private static void patience(CompletableFuture<Void> stop) throws InterruptedException {
        try {
            stop.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.trace("asked again", e);
        }
    }

    private static String what(List<ChildRun> all) {
        List<ChildRun> open = all.stream().filter(child -> !child.finished()).toList();
        ChildRun first = open.isEmpty() ? all.getFirst() : open.getFirst();
        return "waits for child "
                + first.name()
                + " (run "
                + first.runId()
                + ")"
                + (open.size() > 1 ? " and " + (open.size() - 1) + " more" : "");
    }

    /** A result without the members that a record does not have. */
    String fitting(String output, Class<? extends Record> type) {
        if (!(codec.mapper().readTree(output) instanceof ObjectNode result)) {
            return output;
        }
        result.retain(Stream.of(type.getRecordComponents()).map(RecordComponent::getName).toList());
        return result.toString();
    }

    /** Asks a run to stop, if it is not over. */
    void cancel(String id, String reason) {
        try {
            cancelling.cancel(id, reason);
        } catch (GantryException e) {
            LOG.debug("Run {} was not cancelled: {}", id, e.getMessage());
        }
    }

    /** A run is over: so are the children that are not detached. Does not wait. */
    void over(LiveRun run) {
        if (run.mayHaveChildren()) {
            Thread.ofVirtual().name("children-" + run.name()).start(() -> cancelOf(run));
        }
    }

    private void cancelOf(LiveRun run) {
        for (long child : store.openChildren(run.id())) {
            boolean detached =
                    store.find(child)
                            .map(row -> RunSpec.parse(codec.mapper(), row.spec()).kinship())
                            .map(Kinship::detached)
                            .orElse(false);
            if (!detached) {
                cancel(RunIds.text(child), ended(run.name()));
            }
        }
    }

    private static String ended(String parent) {
        return "its parent, run " + parent + ", is over";
    }

    /**
     * Why a run that was read from the store shall not go on.
     *
     * @return {@code null} if it shall
     */
    static String orphaned(LiveRun run, RunStore store, LiveRuns lives) {
        Kinship kinship = run.spec().kinship();
        if (kinship == null || kinship.detached()) {
            return null;
        }
        long parent = RunIds.known(run.spec().parent());
        LiveRun live = lives.get(parent);
        boolean open =
                live != null && live.end() == null
                        || store.find(parent)
                                .filter(row -> row.state() == StoredRun.OPEN)
                                .isPresent();
        return open ? null : ended(run.spec().parent());
    }
}
