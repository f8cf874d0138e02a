package dev.gantry.engine;

import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.store.RunStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks after running attempts: asks those to stop that took too long, interrupts those that do not
 * react, and goes on without those that do not end. For one thread.
 */
final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final long NOTED_AFTER_MS = 1000;
    private static final int FRAMES = 8;

    private final EngineSettings settings;
    private final RunStore store;
    private final Completion completion;
    private final InstantSource clock;
    private final Set<RunningAttempt> running;

    Watchdog(
            EngineSettings settings,
            RunStore store,
            Completion completion,
            InstantSource clock,
            Set<RunningAttempt> running) {
        this.settings = settings;
        this.store = store;
        this.completion = completion;
        this.clock = clock;
        this.running = running;
    }

    void tick() {
        long now = clock.millis();
        for (RunningAttempt attempt : running) {
            watch(attempt, now);
        }
    }

    private void watch(RunningAttempt attempt, long now) {
        RunningAttempt.Limit limit = attempt.limit();
        if (now >= limit.deadline()) {
            limit.signal().ask(StopSignal.Cause.TIMEOUT, limit.described(), now);
        }
        if (attempt.silent(now)) {
            limit.signal().ask(StopSignal.Cause.SILENT, silence(limit), now);
        }
        StopSignal.Request request = limit.signal().request();
        if (request != null) {
            insist(attempt, limit, request, now - request.at());
        }
        if (now - attempt.startedAt() >= NOTED_AFTER_MS) {
            attempt.note(store);
        }
        AttemptContext context = attempt.context();
        if (context.heartbeats().due(now)) {
            Thread.ofVirtual()
                    .name("heartbeat-" + attempt.run().name())
                    .start(() -> flush(attempt));
        }
    }

    private static String silence(RunningAttempt.Limit limit) {
        return "the attempt gave no heartbeat and no progress for " + limit.silence();
    }

    private void insist(
            RunningAttempt attempt,
            RunningAttempt.Limit limit,
            StopSignal.Request request,
            long waited) {
        long grace = settings.cancelGrace().toMillis();
        if (waited >= grace && limit.interrupted().compareAndSet(false, true)) {
            attempt.interrupt();
        } else if (waited >= grace + settings.cancelAbandon().toMillis()) {
            abandon(attempt, request);
        }
    }

    private void abandon(RunningAttempt attempt, StopSignal.Request request) {
        if (attempt.ended()) {
            return;
        }
        String where =
                Stream.of(attempt.thread().getStackTrace())
                        .limit(FRAMES)
                        .map(frame -> "\n\tat " + frame)
                        .collect(Collectors.joining());
        LOG.warn(
                "Attempt {} of run {} (task {}, plugin {}) does not stop though asked and"
                        + " interrupted; Gantry goes on without it. It is at:{}",
                attempt.number(),
                attempt.run().name(),
                attempt.run().task(),
                attempt.revision(),
                where);
        String message =
                request.message()
                        + "; it did not stop when asked and interrupted, and was abandoned after "
                        + settings.cancelGrace().plus(settings.cancelAbandon())
                        + ": let the task call cancellation().check() between two pieces of work";
        String frame = attempt.frame();
        if (attempt.thread().getState() == Thread.State.RUNNABLE) {
            attempt.run().charge().overstay();
        }
        StopSignal.Cause cause = request.cause();
        RunError error = new RunError(cause.type(), message, "run", frame);
        Outcome failed = attempt.failed();
        Outcome outcome =
                failed == null
                        ? new Outcome.Stopped(cause, error, true, List.of())
                        : failed.alsoRollback(error, true);
        boolean first = completion.settle(attempt, outcome);
        if (first && cause != StopSignal.Cause.SHUTDOWN) {
            attempt.blame(Offence.HANG, "did not stop when asked and interrupted", frame);
        }
    }

    private static void flush(RunningAttempt attempt) {
        Thread.currentThread().setContextClassLoader(attempt.signal().loader());
        try {
            attempt.context().heartbeats().flush();
        } catch (Throwable e) {
            attempt.context().log().warn("a heartbeat's detail could not be kept: {}", Told.by(e));
        }
    }
}
