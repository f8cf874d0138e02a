package dev.gantry.engine;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Says what happened to runs. Thread-safe. */
final class Announcer {
    private final Events events;
    private final InstantSource clock;

    Announcer(Events events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /** A run came into a state that is no end. */
    void changed(LiveRun run, RunState state, String reason) {
        RunningAttempt attempt = run.attempt();
        publish(
                clock.instant(),
                run,
                state,
                null,
                reason,
                attempt == null ? run.counted() : attempt.number());
    }

    void finished(LiveRun run, RunResult result, String reason, int attempt, long at) {
        publish(Instant.ofEpochMilli(at), run, RunState.FINISHED, result, reason, attempt);
    }

    private void publish(
            Instant at, LiveRun run, RunState state, RunResult result, String reason, int attempt) {
        long started = run.firstStarted();
        events.publish(
                new Event.RunChanged(
                        at,
                        run.name(),
                        run.task(),
                        run.plugin(),
                        state,
                        result,
                        reason,
                        attempt,
                        run.tenant(),
                        run.spec().sla(),
                        run.traceId(),
                        RunIds.createdAt(run.id()),
                        started == 0 ? null : Instant.ofEpochMilli(started),
                        Trace.origin(run.spec())));
    }

    /**
     * An attempt that was under way when its node ended is known to be lost.
     *
     * @param started in ms since 1970
     */
    void lost(LiveRun run, int attempt, RevisionRef plugin, long started) {
        Instant begin = Instant.ofEpochMilli(started);
        Instant now = clock.instant();
        events.publish(
                new Event.AttemptFinished(
                        now.isBefore(begin) ? begin : now,
                        run.name(),
                        run.task(),
                        plugin,
                        attempt,
                        Attempt.State.LOST,
                        null,
                        begin,
                        List.of(),
                        null,
                        Trace.traceparent(run, Trace.span(run.id(), attempt, started)),
                        Trace.parentSpan(run.spec()),
                        run.tenant(),
                        run.spec().carried().tracestate()));
    }

    /** An attempt is left to the next start, which tells of its end: its spans are told now. */
    void cutOff(RunningAttempt attempt) {
        tellSpans(attempt, clock.millis());
    }

    private static void tellSpans(RunningAttempt attempt, long at) {
        AttemptSpans its = attempt.spans();
        if (its != null) {
            its.end(at);
        }
    }

    long now() {
        return clock.millis();
    }

    /** Runs are held back, or not any more. */
    void paused(String change, Pause pause, String by) {
        events.publish(new Event.PauseChanged(clock.instant(), change, pause, by));
    }

    /**
     * @param retryAt in ms since 1970; 0 for no further attempt
     */
    void attemptFinished(
            RunningAttempt attempt,
            Attempt.State state,
            RunError error,
            List<Attempt.Phase> phases,
            long finishedAt,
            long retryAt) {
        LiveRun run = attempt.run();
        tellSpans(attempt, finishedAt);
        events.publish(
                new Event.AttemptFinished(
                        Instant.ofEpochMilli(finishedAt),
                        run.name(),
                        run.task(),
                        attempt.revision(),
                        attempt.number(),
                        state,
                        error == null ? null : error.type(),
                        Instant.ofEpochMilli(attempt.startedAt()),
                        phases,
                        retryAt == 0 ? null : Instant.ofEpochMilli(retryAt),
                        attempt.traceparent(),
                        Trace.parentSpan(run.spec()),
                        run.tenant(),
                        run.spec().carried().tracestate()));
    }
}
