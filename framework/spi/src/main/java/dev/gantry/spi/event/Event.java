package dev.gantry.spi.event;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.slo.SloSeverity;

import java.time.Instant;
import java.util.List;

/** Something that happened. Immutable, and small: payloads are looked up by id. */
public sealed interface Event {

    /** When. */
    Instant at();

    /**
     * Where a run comes from, as far as that is more than its own id.
     *
     * @param parentSpan span id of the caller from outside or of the parent run, or {@code null}
     * @param sampled whether the caller records the trace
     * @param tracestate as in the header; empty for nothing
     * @param parent the run that started it as its child, or {@code null}
     * @param links {@code traceparent}s of what led to it besides, as of the run that it repeats
     */
    record Origin(
            String parentSpan,
            boolean sampled,
            String tracestate,
            String parent,
            List<String> links) {}

    /**
     * A run came into a state. Published after that was committed.
     *
     * @param origin {@code null} for a run of its own
     */
    record RunChanged(
            Instant at,
            String id,
            String task,
            RevisionRef plugin,
            RunState state,
            RunResult result,
            String reason,
            int attempt,
            String tenant,
            SlaClass sla,
            String traceId,
            Instant createdAt,
            Instant startedAt,
            Origin origin)
            implements Event {

        /** A run of its own. */
        public RunChanged(
                Instant at,
                String id,
                String task,
                RevisionRef plugin,
                RunState state,
                RunResult result,
                String reason,
                int attempt,
                String tenant,
                SlaClass sla,
                String traceId,
                Instant createdAt,
                Instant startedAt) {
            this(
                    at, id, task, plugin, state, result, reason, attempt, tenant, sla, traceId,
                    createdAt, startedAt, null);
        }
    }

    /**
     * An attempt is over.
     *
     * @param retryAt when the next one follows, or {@code null}
     * @param traceparent the attempt's own position in the trace
     * @param parentSpan span id of the caller from outside, or {@code null}
     * @param tracestate as in the header; empty for nothing
     */
    record AttemptFinished(
            Instant at,
            String runId,
            String task,
            RevisionRef plugin,
            int attempt,
            Attempt.State state,
            String errorType,
            Instant startedAt,
            List<Attempt.Phase> phases,
            Instant retryAt,
            String traceparent,
            String parentSpan,
            String tenant,
            String tracestate)
            implements Event {

        /** With nothing in the {@code tracestate}. */
        public AttemptFinished(
                Instant at,
                String runId,
                String task,
                RevisionRef plugin,
                int attempt,
                Attempt.State state,
                String errorType,
                Instant startedAt,
                List<Attempt.Phase> phases,
                Instant retryAt,
                String traceparent,
                String parentSpan,
                String tenant) {
            this(
                    at,
                    runId,
                    task,
                    plugin,
                    attempt,
                    state,
                    errorType,
                    startedAt,
                    phases,
                    retryAt,
                    traceparent,
                    parentSpan,
                    tenant,
                    "");
        }
    }

    /** A plugin revision came into a state. */
    record PluginChanged(
            Instant at,
            String plugin,
            String version,
            String sha256,
            String file,
            RevisionState state,
            String reason)
            implements Event {}

    /**
     * Something happened to a plugin, or was decided about it, beyond a revision's state.
     *
     * @param version {@code null} where it concerns no single version
     * @param what as in {@link dev.gantry.spi.plugin.PluginNote}
     * @param text one sentence
     */
    record PluginNoted(
            Instant at, String plugin, String version, String sha256, String what, String text)
            implements Event {}

    /**
     * A schedule fired, was changed or was deleted.
     *
     * @param change {@code created}, {@code updated}, {@code deleted}, {@code paused}, {@code
     *     resumed}, {@code fired}, {@code missed} or {@code skipped}
     * @param runId the run that it started, or {@code null}
     * @param nominal the fire time, the latest of several, or {@code null}
     * @param fires how many fire times that is about
     */
    record ScheduleChanged(
            Instant at, String id, String change, String runId, Instant nominal, int fires)
            implements Event {

        /** About one fire time, or none. */
        public ScheduleChanged(
                Instant at, String id, String change, String runId, Instant nominal) {
            this(at, id, change, runId, nominal, nominal == null ? 0 : 1);
        }
    }

    /**
     * Runs were held back, or are not any more.
     *
     * @param change {@code set} or {@code ended}
     * @param pause what was decided
     * @param by who set or ended it
     */
    record PauseChanged(Instant at, String change, Pause pause, String by) implements Event {}

    /**
     * The breaker of a target came into a state.
     *
     * @param change {@code opened}, {@code half_opened} or {@code closed}
     */
    record TargetChanged(Instant at, String target, String change) implements Event {}

    /**
     * An alert of an objective fires, or does not any more.
     *
     * @param change {@code firing} or {@code resolved}
     * @param text one sentence
     */
    record SloChanged(
            Instant at, String slo, String task, SloSeverity severity, String change, String text)
            implements Event {}

    /**
     * A check gave a verdict.
     *
     * @param status {@code ok}, {@code warn}, {@code critical}, {@code unknown} or {@code error}
     * @param before the status before, or {@code null}
     */
    record CheckJudged(
            Instant at, String id, String detector, String status, String before, String reason)
            implements Event {}

    /**
     * Something became of a finding.
     *
     * @param severity {@code warn}, {@code critical} or {@code error}
     * @param change {@code opened}, {@code worsened}, {@code eased}, {@code flapping}, {@code
     *     settled}, {@code acknowledged}, {@code waiting} for an answer, {@code reacted}, {@code
     *     declined} or {@code resolved}
     * @param text one sentence
     */
    record FindingChanged(
            Instant at, String id, String check, String severity, String change, String text)
            implements Event {}
}
