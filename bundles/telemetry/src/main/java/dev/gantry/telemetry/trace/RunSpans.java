package dev.gantry.telemetry.trace;

import dev.gantry.api.context.TraceContext;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.SpanIds;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.trace.InspectionSpan;
import dev.gantry.spi.trace.WorkSpan;
import dev.gantry.spi.trace.WorkSpans;
import dev.gantry.telemetry.otlp.Origin;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Makes spans of what is told: {@code run <task>} when a run is finished, below it one {@code
 * attempt} for each attempt, below that its phases, and in these what the plugin opened. An attempt
 * of a plain task has a single phase, which is not told apart from the attempt. An inspection is
 * {@code check <id>}. Thread-safe.
 */
final class RunSpans {
    static final AttributeKey<String> RUN_ID = AttributeKey.stringKey("gantry.run.id");
    static final AttributeKey<String> TASK_TYPE = AttributeKey.stringKey("gantry.task.type");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("gantry.attempt");
    static final AttributeKey<String> PHASE = AttributeKey.stringKey("gantry.phase");
    static final AttributeKey<String> PLUGIN_ID = AttributeKey.stringKey("gantry.plugin.id");
    static final AttributeKey<String> PLUGIN_VERSION =
            AttributeKey.stringKey("gantry.plugin.version");
    static final AttributeKey<String> TENANT = AttributeKey.stringKey("gantry.tenant");
    static final AttributeKey<String> CHECK_ID = AttributeKey.stringKey("gantry.check.id");
    static final AttributeKey<String> DETECTOR_TYPE =
            AttributeKey.stringKey("gantry.detector.type");
    static final AttributeKey<String> VERDICT = AttributeKey.stringKey("gantry.verdict");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<Double> WEIGHT = AttributeKey.doubleKey("gantry.sample.weight");
    static final AttributeKey<Boolean> UNCLOSED = AttributeKey.booleanKey("gantry.span.unclosed");

    private static final String PLAIN_PHASE = "run";

    private final RunSpan.Source source;

    RunSpans(Origin origin) {
        source = new RunSpan.Source(origin.resource(), origin.scope());
    }

    /**
     * The spans of what is told.
     *
     * @param threshold at which its trace was kept
     * @throws IllegalArgumentException if its ids are malformed
     */
    List<SpanData> of(Told told, long threshold) {
        return switch (told) {
            case Told.OfAttempt(Event.AttemptFinished event) -> attempt(event, threshold);
            case Told.OfRun run -> List.of(root(run, threshold));
            case Told.Whole(var attempt, var run, long _) -> {
                List<SpanData> spans = attempt(attempt, threshold);
                spans.add(root(new Told.OfRun(run), threshold));
                yield spans;
            }
            case Told.OfWork(WorkSpans work) -> work(work, threshold);
            case Told.OfInspection(InspectionSpan span) -> List.of(inspection(span, threshold));
        };
    }

    private List<SpanData> attempt(Event.AttemptFinished attempt, long threshold) {
        TraceContext own = TraceContext.parse(attempt.traceparent());
        Trace trace = new Trace(own.traceId(), attempt.tracestate(), threshold);
        Attributes common =
                common(attempt.runId(), attempt.task(), attempt.plugin(), attempt.tenant(), trace)
                        .put(ATTEMPT, (long) attempt.attempt())
                        .build();
        boolean failed = attempt.state() != Attempt.State.SUCCEEDED;
        String error =
                !failed
                        ? null
                        : attempt.errorType() != null
                                ? attempt.errorType()
                                : lower(attempt.state());
        SpanContext context = trace.span(own.spanId());
        List<SpanData> spans = new ArrayList<>();
        spans.add(
                new RunSpan(
                        "attempt",
                        SpanKind.INTERNAL,
                        context,
                        trace.span(SpanIds.root(own.traceId(), attempt.runId())),
                        attempt.startedAt(),
                        attempt.at(),
                        with(common, ERROR_TYPE, error),
                        failed ? StatusData.error() : StatusData.unset(),
                        List.of(),
                        source));
        List<Attempt.Phase> phases = separate(attempt.phases());
        for (int i = 0; i < phases.size(); i++) {
            Attempt.Phase phase = phases.get(i);
            spans.add(
                    phase(
                            attempt,
                            phase,
                            trace.span(SpanIds.child(own.spanId(), i)),
                            context,
                            common));
        }
        return spans;
    }

    private SpanData phase(
            Event.AttemptFinished attempt,
            Attempt.Phase phase,
            SpanContext context,
            SpanContext parent,
            Attributes common) {
        var start = attempt.startedAt().plus(phase.startedAfter());
        return new RunSpan(
                phase.name(),
                SpanKind.INTERNAL,
                context,
                parent,
                start,
                start.plus(phase.took()),
                with(
                        with(common, PHASE, phase.name()),
                        ERROR_TYPE,
                        phase.failed() ? attempt.errorType() : null),
                phase.failed() ? StatusData.error() : StatusData.unset(),
                List.of(),
                source);
    }

    private SpanData root(Told.OfRun told, long threshold) {
        Event.RunChanged run = told.event();
        Event.Origin origin = run.origin();
        Trace trace = new Trace(run.traceId(), told.tracestate(), threshold);
        Attributes attributes =
                common(run.id(), run.task(), run.plugin(), run.tenant(), trace).build();
        String caller = origin == null ? null : origin.parentSpan();
        return new RunSpan(
                "run " + run.task(),
                // worked off later than it was handed over, and mostly elsewhere
                caller == null ? SpanKind.INTERNAL : SpanKind.CONSUMER,
                trace.span(SpanIds.root(run.traceId(), run.id())),
                caller == null ? SpanContext.getInvalid() : trace.outside(caller),
                run.createdAt(),
                run.at(),
                with(attributes, ERROR_TYPE, told.failed() ? lower(run.result()) : null),
                !told.failed()
                        ? StatusData.unset()
                        : StatusData.create(StatusCode.ERROR, run.reason()),
                origin == null
                        ? List.of()
                        : origin.links().stream()
                                .map(TraceContext::parse)
                                .map(RunSpans::link)
                                .toList(),
                source);
    }

    private static LinkData link(TraceContext to) {
        return LinkData.create(
                SpanContext.createFromRemoteParent(
                        to.traceId(),
                        to.spanId(),
                        to.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                        TraceState.getDefault()));
    }

    private List<SpanData> work(WorkSpans work, long threshold) {
        Trace trace = new Trace(work.traceId(), work.tracestate(), threshold);
        Attributes common =
                common(work.runId(), work.task(), work.plugin(), work.tenant(), trace)
                        .put(ATTEMPT, (long) work.attempt())
                        .build();
        return work.spans().stream().map(span -> work(span, trace, common)).toList();
    }

    private SpanData work(WorkSpan span, Trace trace, Attributes common) {
        AttributesBuilder attributes = common.toBuilder();
        span.attributes()
                .forEach(
                        (name, value) -> {
                            switch (value) {
                                case Long number -> attributes.put(name, number);
                                case Double number -> attributes.put(name, number);
                                case Boolean flag -> attributes.put(name, flag);
                                default -> attributes.put(name, value.toString());
                            }
                        });
        if (span.errorType() != null) {
            attributes.put(ERROR_TYPE, span.errorType());
        }
        if (span.cut()) {
            attributes.put(UNCLOSED, true);
        }
        return new RunSpan(
                span.name(),
                SpanKind.valueOf(span.kind().toUpperCase(Locale.ROOT)),
                trace.span(span.spanId()),
                trace.span(span.parentId()),
                span.start(),
                span.end(),
                attributes.build(),
                span.errorType() == null
                        ? StatusData.unset()
                        : StatusData.create(
                                StatusCode.ERROR,
                                span.errorMessage() == null ? "" : span.errorMessage()),
                List.of(),
                source);
    }

    private SpanData inspection(InspectionSpan span, long threshold) {
        Trace trace = new Trace(span.traceId(), "", threshold);
        AttributesBuilder attributes =
                Attributes.builder()
                        .put(CHECK_ID, span.check())
                        .put(DETECTOR_TYPE, span.detector())
                        .put(VERDICT, lower(span.verdict()));
        return new RunSpan(
                "check " + span.check(),
                SpanKind.INTERNAL,
                trace.span(span.spanId()),
                SpanContext.getInvalid(),
                span.start(),
                span.end(),
                with(
                        common(attributes, span.plugin(), trace).build(),
                        ERROR_TYPE,
                        span.errorType()),
                span.errorType() == null
                        ? StatusData.unset()
                        : StatusData.create(StatusCode.ERROR, span.reason()),
                List.of(),
                source);
    }

    private static AttributesBuilder common(
            String runId, String task, RevisionRef plugin, String tenant, Trace trace) {
        return common(
                Attributes.builder().put(RUN_ID, runId).put(TASK_TYPE, task).put(TENANT, tenant),
                plugin,
                trace);
    }

    private static AttributesBuilder common(
            AttributesBuilder attributes, RevisionRef plugin, Trace trace) {
        if (plugin != null) {
            attributes.put(PLUGIN_ID, plugin.plugin()).put(PLUGIN_VERSION, plugin.version());
        }
        if (trace.threshold != Threshold.NONE) {
            attributes.put(WEIGHT, Threshold.weight(trace.threshold));
        }
        return attributes;
    }

    private static Attributes with(Attributes base, AttributeKey<String> key, String value) {
        return value == null ? base : base.toBuilder().put(key, value).build();
    }

    static List<Attempt.Phase> separate(List<Attempt.Phase> phases) {
        boolean plain = phases.size() == 1 && phases.getFirst().name().equals(PLAIN_PHASE);
        return plain ? List.of() : phases;
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    /** A trace that was kept. */
    private static final class Trace {
        private final String id;
        private final long threshold;
        private final TraceState state;

        Trace(String id, String tracestate, long threshold) {
            this.id = id;
            this.threshold = threshold;
            boolean plain = threshold == Threshold.NONE && tracestate.isEmpty();
            state =
                    plain
                            ? TraceState.getDefault()
                            : state(
                                    threshold == Threshold.NONE
                                            ? tracestate
                                            : Threshold.written(tracestate, threshold));
        }

        private static TraceState state(String text) {
            TraceStateBuilder state = TraceState.builder();
            List<String> members = List.of(text.split(","));
            for (String member : members.reversed()) {
                int equals = member.indexOf('=');
                if (equals > 0) {
                    state.put(member.substring(0, equals).strip(), member.substring(equals + 1));
                }
            }
            return state.build();
        }

        SpanContext span(String spanId) {
            return SpanContext.create(id, spanId, TraceFlags.getSampled(), state);
        }

        SpanContext outside(String spanId) {
            return SpanContext.createFromRemoteParent(id, spanId, TraceFlags.getSampled(), state);
        }
    }
}
