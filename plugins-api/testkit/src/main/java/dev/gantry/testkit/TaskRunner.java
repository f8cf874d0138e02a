package dev.gantry.testkit;

import dev.gantry.api.task.Child;
import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs one attempt of a task and says what became of it. Settings stay for all runs of the test;
 * {@link #cancel} and {@link #crashAfter} hold for one run. A run that is still busy after a minute
 * of real time fails the test.
 */
public final class TaskRunner {
    private final TestClock clock;
    private final RecordBinder binder = new RecordBinder();
    private final TestSettings settings = new TestSettings(binder);
    private final RecordedMetrics metrics = new RecordedMetrics();
    private final TestChildren children = new TestChildren(binder);
    private final Map<String, Duration> away = new ConcurrentHashMap<>();
    private final List<Hook> hooks = new ArrayList<>();
    private int attempt = 1;
    private String tenant = "default";
    private Map<String, String> labels = Map.of();
    private String baggage = "";
    private Record resume;
    private Duration timeout;
    private Duration cancelAfter;
    private boolean cancelNext;
    private String crashAfter;
    private volatile TestCancellation running;
    private volatile Call<?> call;

    private record Hook(String text, double fraction, AtomicBoolean done, Runnable action) {
        void fire() {
            if (!done.getAndSet(true)) {
                action.run();
            }
        }
    }

    TaskRunner(TestClock clock) {
        this.clock = clock;
    }

    /** The clock that tasks are handed. */
    public TestClock clock() {
        return clock;
    }

    /** Which attempt it is, from 1. */
    public TaskRunner attempt(int number) {
        attempt = number;
        return this;
    }

    /** Whose run it is. */
    public TaskRunner tenant(String name) {
        tenant = name;
        return this;
    }

    /** The labels of the run. */
    public TaskRunner labels(Map<String, String> all) {
        labels = Map.copyOf(all);
        return this;
    }

    /** The baggage that its caller sent along, as in the header of W3C Baggage. */
    public TaskRunner baggage(String header) {
        baggage = header;
        return this;
    }

    /** What an earlier attempt left behind with its last heartbeat; {@code null} for nothing. */
    public TaskRunner resumeFrom(Record detail) {
        resume = detail;
        return this;
    }

    /**
     * The plugin's settings from now on, also for a run that is under way; until then all have
     * their defaults.
     *
     * @param settings a record with {@link dev.gantry.api.config.Settings}
     */
    public TaskRunner with(Record settings) {
        this.settings.give(settings);
        return this;
    }

    /** How much virtual time an attempt has; by default what its {@link TaskType} says. */
    public TaskRunner timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    /** Cancels when this much virtual time has passed, as an ISO-8601 duration. */
    public TaskRunner cancelAfter(String duration) {
        cancelAfter = Duration.parse(duration);
        return this;
    }

    /** Cancels the running task, or the next one from its beginning. */
    public void cancel() {
        TestCancellation now = running;
        if (now == null) {
            cancelNext = true;
        } else {
            now.request("cancelled by the test");
        }
    }

    /**
     * Lets the process die in which the task runs, as by a power cut: of what calls this, nothing
     * runs any more, neither the rest of the task nor its {@code finally} blocks nor a rollback.
     * Call it from within the task, by {@link #whenLogged}, {@link #whenProgress} or {@link
     * #whenChild}. The attempt is lost, which uses up none; the next run of this runner is the
     * attempt after it, and resumes from the last heartbeat.
     */
    public void crash() {
        Call<?> now = call;
        if (now == null) {
            throw new IllegalStateException(
                    "no task runs; say when it shall happen, as in whenLogged(\"…\", tasks::crash)");
        }
        now.crash();
    }

    /**
     * As {@link #crash}, in the next run, between two phases: when this one is over.
     *
     * @param phase {@code prepare}, {@code execute} or {@code commit}; after the last one the
     *     result is not recorded yet
     */
    public TaskRunner crashAfter(String phase) {
        if (!List.of("prepare", "execute", "commit").contains(phase)) {
            throw new IllegalArgumentException(
                    "a crash comes after prepare, execute or commit, not after " + phase);
        }
        crashAfter = phase;
        return this;
    }

    /** Calls {@code action} once, at the first log line that contains {@code text}. */
    public TaskRunner whenLogged(String text, Runnable action) {
        hooks.add(new Hook(text, Double.NaN, new AtomicBoolean(), action));
        return this;
    }

    /** Calls {@code action} once, when progress reaches {@code fraction}. */
    public TaskRunner whenProgress(double fraction, Runnable action) {
        hooks.add(new Hook(null, fraction, new AtomicBoolean(), action));
        return this;
    }

    /**
     * What a child of this task type does, at once, when the task under test starts it. To start a
     * child of which nothing was said fails the attempt, and says so. Children are kept for all
     * attempts that this runner runs: one for each name.
     */
    public TaskRunner whenChild(String task, ChildBody body) {
        children.body(task, body);
        return this;
    }

    /**
     * From now on the target of this name is not called: the task under test meets {@link
     * dev.gantry.api.task.TargetUnavailable}.
     *
     * @param wait when it is worth another try; {@code null} lets calls through again
     */
    public TaskRunner away(String target, Duration wait) {
        if (wait == null) {
            away.remove(target);
        } else {
            away.put(target, wait);
        }
        return this;
    }

    /** The metrics of all runs of the test. */
    public RecordedMetrics metrics() {
        return metrics;
    }

    /** The children that were started, in their order. */
    public List<Child> children() {
        return children.all();
    }

    /** Runs a task with parameters by name; defaults are filled in. */
    public <P extends Record, R> TaskRun<R> run(Task<P, R> task, Map<String, ?> params) {
        return run(task, this.<P>bind(params, RecordBinder.input(task, Task.class)));
    }

    /** As {@link #run(Task, Map)}, with parameters as a caller of the API sends them: JSON. */
    public <P extends Record, R> TaskRun<R> run(Task<P, R> task, String json) {
        return run(task, binder.members(json));
    }

    /** Runs a task. */
    public <P extends Record, R> TaskRun<R> run(Task<P, R> task, P params) {
        if (crashAfter != null) {
            throw new IllegalStateException(
                    task.getClass().getName()
                            + " has no phases; use whenLogged(\"…\", tasks::crash)");
        }
        return attempt(
                task, params, new Phases(null, this::crash), context -> task.run(params, context));
    }

    /** Runs the phases of a task with parameters by name; defaults are filled in. */
    public <P extends Record, H, R> TaskRun<R> run(
            PhasedTask<P, H, R> task, Map<String, ?> params) {
        return run(task, this.<P>bind(params, RecordBinder.input(task, PhasedTask.class)));
    }

    /** As {@link #run(PhasedTask, Map)}, with parameters as a caller of the API sends them. */
    public <P extends Record, H, R> TaskRun<R> run(PhasedTask<P, H, R> task, String json) {
        return run(task, binder.members(json));
    }

    /** Runs prepare, execute and commit of a task, and rollback if one of the last two fails. */
    public <P extends Record, H, R> TaskRun<R> run(PhasedTask<P, H, R> task, P params) {
        Phases phases = new Phases(crashAfter, this::crash);
        crashAfter = null;
        return attempt(task, params, phases, context -> phases.walk(task, params, context));
    }

    /**
     * Runs a task attempt by attempt until it is over, as its {@link TaskType} says: virtual time
     * moves on by each wait, each attempt is handed the last heartbeat of those before it. The
     * spread of waits is left out: each is as long as it can be.
     *
     * @return the attempts, oldest first; the last one is the run's end
     */
    public <P extends Record, R> List<TaskRun<R>> untilOver(Task<P, R> task, P params) {
        return Attempts.of(this, task.getClass(), () -> run(task, params));
    }

    /** As {@link #untilOver(Task, Object)}, with the phases of a task. */
    public <P extends Record, H, R> List<TaskRun<R>> untilOver(PhasedTask<P, H, R> task, P params) {
        return Attempts.of(this, task.getClass(), () -> run(task, params));
    }

    private interface Body<R> {
        R call(TestTaskContext context) throws Exception;
    }

    private <R> TaskRun<R> attempt(Object task, Object params, Phases phases, Body<R> body) {
        Instant start = clock.peek();
        Duration limit = timeout == null ? Attempts.timeout(task.getClass()) : timeout;
        Instant deadline = limit == null ? null : start.plus(limit);
        var cancellation =
                new TestCancellation(
                        clock,
                        cancelAfter == null ? null : start.plus(cancelAfter),
                        deadline,
                        Attempts.heartbeat(task.getClass()));
        var log = new TestLog(clock, this::logged);
        var spans = new TestSpans("", baggage);
        var context =
                new TestTaskContext(
                        new TestTaskContext.Attempt(
                                attempt,
                                tenant,
                                labels,
                                deadline,
                                resume,
                                clock,
                                log,
                                settings,
                                metrics,
                                fraction -> {
                                    cancellation.sign();
                                    progressed(fraction);
                                },
                                cancellation::sign,
                                children,
                                away,
                                spans),
                        cancellation);
        running = cancellation;
        if (cancelNext) {
            cancelNext = false;
            cancel();
        }
        Threads threads = Threads.now();
        Call<R> now = new Call<>(task, () -> body.call(context));
        call = now;
        Call.Answer<R> answer;
        AutoCloseable watch = clock.onMove(cancellation::look);
        try (watch) {
            answer = now.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            running = null;
            call = null;
        }
        if (answer.crashed() && !context.heartbeats().isEmpty()) {
            resume = context.heartbeats().getLast();
        }
        return new TaskRun<>(
                answer.crashed() ? TaskRun.Result.LOST : result(answer.thrown(), cancellation),
                answer.value(),
                answer.thrown(),
                phases.called(),
                log.lines(),
                context.progress(),
                context.heartbeats(),
                spans.recorded(),
                metrics,
                new Secrets(params, settings.read())
                        .in(
                                Said.by(
                                        log.lines(),
                                        context.progress(),
                                        answer.value(),
                                        answer.thrown(),
                                        spans.recorded(),
                                        metrics)),
                threads.since());
    }

    private static TaskRun.Result result(Throwable thrown, TestCancellation cancellation) {
        if (thrown == null) {
            return TaskRun.Result.SUCCESS;
        }
        if (!cancellation.raised()) {
            return TaskRun.Result.FAILURE;
        }
        return cancellation.timedOut() ? TaskRun.Result.TIMEOUT : TaskRun.Result.CANCELLED;
    }

    @SuppressWarnings("unchecked")
    private <P> P bind(Map<String, ?> params, Class<?> type) {
        return (P) binder.bind(params, type);
    }

    private void logged(String text) {
        for (Hook hook : hooks) {
            if (hook.text != null && text.contains(hook.text)) {
                hook.fire();
            }
        }
    }

    private void progressed(double fraction) {
        for (Hook hook : hooks) {
            if (fraction >= hook.fraction) {
                hook.fire();
            }
        }
    }
}
