package dev.gantry.engine;

import dev.gantry.api.context.CancelledException;
import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.TargetUnavailable;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunError;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Calls a task, phase by phase, on the attempt's thread. */
final class PhaseRunner {
    private static final Logger LOG = LoggerFactory.getLogger(PhaseRunner.class);
    private static final Duration ROLLBACK_LIMIT = Duration.ofMinutes(1);

    private final RunningAttempt attempt;
    private final Lease lease;
    private final InstantSource clock;
    private final Contexts contexts;
    private final long begin = System.nanoTime();
    private final List<Attempt.Phase> phases = new ArrayList<>();
    private Record input;
    private Object instance;

    PhaseRunner(RunningAttempt attempt, Lease lease, InstantSource clock, Contexts contexts) {
        this.attempt = attempt;
        this.lease = lease;
        this.clock = clock;
        this.contexts = contexts;
    }

    RunningAttempt attempt() {
        return attempt;
    }

    Lease lease() {
        return lease;
    }

    /** Runs the task of the lease, with nothing but this between it and its thread. */
    @SuppressWarnings("unchecked")
    Outcome run() {
        Outcome refused = prepare();
        if (refused != null) {
            return refused;
        }
        if (instance instanceof PhasedTask<?, ?, ?> task) {
            return phased((PhasedTask<Record, Object, Object>) task);
        }
        long from = System.nanoTime();
        attempt.enter();
        Object result;
        try {
            result = ((Task<Record, Object>) instance).run(input, attempt.context());
        } catch (Throwable e) {
            over("run", from, true);
            return failure("run", e);
        }
        over("run", from, false);
        String output;
        try {
            output = output(result);
        } catch (Throwable e) {
            return failure("run", e);
        }
        return success(output);
    }

    /** How it went where the task cannot be called; {@code null} if it can. */
    private Outcome prepare() {
        Thread.currentThread().setContextClassLoader(lease.loader());
        AttemptLog.mark(attempt);
        LiveRun run = attempt.run();
        String params;
        try {
            params = contexts.payloads().open(run.id(), run.params());
        } catch (GantryException e) {
            return new Outcome.Fault(
                    new RunError("payload", e.getMessage(), "params", null), List.of());
        }
        attempt.hide(contexts.logs().secrets().mask(run.task(), params, lease));
        if (attempt.terminated()) {
            return failure("run", new CancelledException("terminated"));
        }
        try {
            input = lease.input(params);
        } catch (GantryException e) {
            RunError error = new RunError(e.code().name(), told(e), "params", null);
            return new Outcome.Failure(error, true, null, false, List.of());
        } catch (Throwable e) {
            return failure("params", e);
        }
        try {
            instance = call("run", lease::instance);
        } catch (Throwable e) {
            return failure("run", e);
        }
        phases.clear();
        return instance instanceof Task || instance instanceof PhasedTask
                ? null
                : new Outcome.Fault(
                        new RunError(
                                "wrong type",
                                "what plugin "
                                        + attempt.revision()
                                        + " offers for this task type is neither Task nor"
                                        + " PhasedTask",
                                "run",
                                null),
                        List.of());
    }

    /** The task has done its work, so a disk that is full must not undo it. */
    private Outcome success(String output) {
        LiveRun run = attempt.run();
        String kept = output;
        try {
            kept = contexts.payloads().keep(run.id(), PayloadFiles.Kind.OUTPUT, output);
        } catch (GantryException e) {
            LOG.warn("The result of run {} is kept in its row: {}", run.name(), e.getMessage());
        }
        return new Outcome.Success(kept, phases);
    }

    private Outcome phased(PhasedTask<Record, Object, Object> task) {
        TaskContext context = attempt.context();
        Object held;
        try {
            held = call("prepare", () -> task.prepare(input, context));
        } catch (Throwable e) {
            return failure("prepare", e);
        }
        String phase = "execute";
        String output;
        try {
            attempt.signal().check();
            Object result = call("execute", () -> task.execute(input, held, context));
            output = output(result);
            attempt.signal().check();
            phase = "commit";
            call(
                    "commit",
                    () -> {
                        task.commit(input, held, result, context);
                        return null;
                    });
        } catch (Throwable e) {
            Outcome failed = failure(phase, e);
            return rolledBack(task, held, e, failed);
        }
        return success(output);
    }

    private Outcome rolledBack(
            PhasedTask<Record, Object, Object> task, Object held, Throwable cause, Outcome failed) {
        attempt.rollBack(
                new RunningAttempt.Limit(
                        new StopSignal(lease.loader()),
                        clock.millis() + ROLLBACK_LIMIT.toMillis(),
                        "rollback took longer than " + ROLLBACK_LIMIT,
                        null),
                failed);
        if (attempt.terminated()) {
            return failed;
        }
        TaskContext context = attempt.context().underPresentLimit();
        try {
            call(
                    "rollback",
                    () -> {
                        task.rollback(input, held, cause, context);
                        return null;
                    });
            return failed;
        } catch (Throwable e) {
            return failed.alsoRollback(error("rollback", e), false);
        }
    }

    private <T> T call(String name, Callable<T> phase) throws Exception {
        long from = System.nanoTime();
        boolean failed = true;
        if (!name.equals("run")) {
            attempt.phase(phases.size());
        }
        attempt.enter();
        try {
            T result = phase.call();
            failed = false;
            return result;
        } finally {
            over(name, from, failed);
        }
    }

    private void over(String phase, long from, boolean failed) {
        attempt.leave();
        long end = System.nanoTime();
        phases.add(
                new Attempt.Phase(
                        phase,
                        Duration.ofNanos(from - begin),
                        Duration.ofNanos(end - from),
                        failed));
    }

    private String output(Object result) throws TaskFailure {
        String json = lease.write(result);
        int most = contexts.payloads().limits().max();
        if (json != null && json.length() > most) {
            throw TaskFailure.permanent(
                    "the result has "
                            + json.length()
                            + " characters of JSON, more than "
                            + most
                            + " (gantry.engine.payload.max); let the task store it elsewhere and"
                            + " return where");
        }
        return attempt.withoutSettings(json);
    }

    private Outcome failure(String phase, Throwable failure) {
        RunError error = error(phase, failure);
        StopSignal.Request stop = attempt.signal().request();
        if (stop != null) {
            return new Outcome.Stopped(stop.cause(), stopped(stop, failure, error), false, phases);
        }
        TargetUnavailable closed = Told.unavailable(failure);
        if (closed != null) {
            return new Outcome.Unavailable(
                    error, closed.retryAfter().orElse(Duration.ZERO), phases);
        }
        boolean permanent =
                failure instanceof GantryException
                        || failure instanceof TaskFailure told && told.permanent()
                        || lease.permanent(failure)
                        || pointless(failure);
        Duration wait = failure instanceof TaskFailure told ? told.retryAfter().orElse(null) : null;
        return new Outcome.Failure(error, permanent, wait, false, phases);
    }

    /** Whether the run's own policy names the failure. */
    private boolean pointless(Throwable failure) {
        RetryPolicy own = attempt.run().spec().retry();
        if (own == null || own.unless().isEmpty()) {
            return false;
        }
        List<String> names = new ArrayList<>();
        for (Class<?> type = failure.getClass();
                type != Object.class;
                type = type.getSuperclass()) {
            names.add(type.getName());
            names.add(type.getSimpleName());
        }
        return own.pointless(names);
    }

    private static RunError stopped(StopSignal.Request stop, Throwable failure, RunError error) {
        boolean plain =
                failure instanceof CancelledException || failure instanceof InterruptedException;
        String message =
                plain
                        ? stop.message()
                        : stop.message()
                                + "; it ended with "
                                + error.type()
                                + ": "
                                + error.message();
        return new RunError(stop.cause().type(), Told.cut(message), error.phase(), error.frame());
    }

    private String told(Throwable failure) {
        return Told.by(failure, attempt.mask()::text);
    }

    private RunError error(String phase, Throwable failure) {
        String frame = lease.frame(failure);
        String told = told(failure);
        if (Told.outOfMemory(failure)) {
            attempt.blame(Offence.MEMORY, "ran out of memory: " + told, frame);
        }
        return new RunError(failure.getClass().getName(), told, phase, frame);
    }
}
