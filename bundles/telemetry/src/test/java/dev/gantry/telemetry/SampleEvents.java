package dev.gantry.telemetry;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Events of runs as the engine publishes them. */
public final class SampleEvents {
    public static final Instant CREATED = Instant.parse("2026-03-01T10:00:00Z");
    public static final Instant STARTED = CREATED.plusMillis(20);
    public static final Instant FINISHED = STARTED.plusMillis(300);
    public static final RevisionRef FILES = new RevisionRef("files", "1.2.0", "ab".repeat(32));
    public static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private SampleEvents() {}

    public static Event.RunChanged running(String id, String task, int attempt) {
        return run(STARTED, id, task, RunState.RUNNING, null, attempt, STARTED);
    }

    public static Event.RunChanged finished(String id, String task, RunResult result) {
        return run(FINISHED, id, task, RunState.FINISHED, result, 1, STARTED);
    }

    /** The end of a run that somebody else started. */
    public static Event.RunChanged finished(
            String id, String task, RunResult result, Event.Origin origin) {
        Event.RunChanged own = finished(id, task, result);
        return new Event.RunChanged(
                own.at(),
                id,
                task,
                own.plugin(),
                own.state(),
                result,
                own.reason(),
                own.attempt(),
                own.tenant(),
                own.sla(),
                own.traceId(),
                own.createdAt(),
                own.startedAt(),
                origin);
    }

    public static Event.RunChanged cancelledInQueue(String id, String task) {
        return run(FINISHED, id, task, RunState.FINISHED, RunResult.CANCELLED, 0, null);
    }

    static Event.RunChanged ofTenant(String tenant) {
        return new Event.RunChanged(
                FINISHED,
                "r1",
                "files.cleanup",
                FILES,
                RunState.FINISHED,
                RunResult.SUCCESS,
                null,
                1,
                tenant,
                SlaClass.GOLD,
                TRACE,
                CREATED,
                STARTED);
    }

    static Event.AttemptFinished retried(String id, String task, Duration wait) {
        return new Event.AttemptFinished(
                FINISHED,
                id,
                task,
                FILES,
                1,
                Attempt.State.FAILED,
                "java.io.IOException",
                STARTED,
                plain(),
                FINISHED.plus(wait),
                "00-" + TRACE + "-00f067aa0ba902b7-01",
                null,
                "default");
    }

    private static Event.RunChanged run(
            Instant at,
            String id,
            String task,
            RunState state,
            RunResult result,
            int attempt,
            Instant startedAt) {
        return new Event.RunChanged(
                at,
                id,
                task,
                attempt == 0 ? null : FILES,
                state,
                result,
                null,
                attempt,
                "default",
                SlaClass.SILVER,
                TRACE,
                CREATED,
                startedAt);
    }

    public static Event.AttemptFinished attempt(
            String id, String task, Attempt.State state, String span, String parentSpan) {
        return attempt(id, task, state, "00-" + TRACE + "-" + span + "-01", parentSpan, plain());
    }

    public static Event.AttemptFinished attempt(
            String id,
            String task,
            Attempt.State state,
            String traceparent,
            String parentSpan,
            List<Attempt.Phase> phases) {
        return new Event.AttemptFinished(
                FINISHED,
                id,
                task,
                FILES,
                1,
                state,
                state == Attempt.State.SUCCEEDED ? null : "java.io.IOException",
                STARTED,
                phases,
                null,
                traceparent,
                parentSpan,
                "default");
    }

    static Event.AttemptFinished attemptOn(RevisionRef revision) {
        return new Event.AttemptFinished(
                FINISHED,
                "r1",
                "files.cleanup",
                revision,
                1,
                Attempt.State.SUCCEEDED,
                null,
                STARTED,
                plain(),
                null,
                "00-" + TRACE + "-00f067aa0ba902b7-01",
                null,
                "default");
    }

    public static List<Attempt.Phase> plain() {
        return List.of(new Attempt.Phase("run", Duration.ZERO, Duration.ofMillis(300), false));
    }
}
