package dev.gantry.telemetry.trace;

import dev.gantry.api.context.TraceContext;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.SpanIds;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunResult;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes spans of events: {@code run <task>} when a run is finished, below it one {@code attempt}
 * for each attempt, and below that its phases. An attempt of a plain task has a single phase, which
 * is not told apart from the attempt. For one thread.
 *
 * <p>An attempt's end is expected before its run's: it says who called the run from outside, and
 * whether the trace is recorded.
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
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private static final String PLAIN_PHASE = "run";
    private static final int CALLERS = 10_000;

    private final Resource resource;
    private final InstrumentationScopeInfo scope;

    /** What runs in flight have of their callers, as far as that is not the usual. */
    private final Map<String, Caller> callers =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Caller> eldest) {
                    return size() > CALLERS;
                }
            };

    RunSpans(String version) {
        resource =
                Resource.getDefault()
                        .merge(
                                Resource.create(
                                        Attributes.of(
                                                AttributeKey.stringKey("service.name"),
                                                "gantry",
                                                AttributeKey.stringKey("service.version"),
                                                version)));
        scope =
                InstrumentationScopeInfo.builder("dev.gantry.telemetry")
                        .setVersion(version)
                        .build();
    }

    /** How many spans an event will give, at most. */
    static int count(Event event) {
        return switch (event) {
            case Event.AttemptFinished attempt -> 1 + separate(attempt.phases()).size();
            case Event.RunChanged _ -> 1;
            default -> 0;
        };
    }

    /**
     * The spans that an event completes.
     *
     * @throws IllegalArgumentException if its ids are malformed
     */
    List<SpanData> of(Event event) {
        return switch (event) {
            case Event.AttemptFinished attempt -> attempt(attempt);
            case Event.RunChanged run -> root(run);
            default -> List.of();
        };
    }

    private List<SpanData> attempt(Event.AttemptFinished attempt) {
        TraceContext own = TraceContext.parse(attempt.traceparent());
        if (attempt.parentSpan() != null || !own.sampled()) {
            callers.put(attempt.runId(), new Caller(attempt.parentSpan(), own.sampled()));
        }
        if (!own.sampled()) {
            return List.of();
        }
        Attributes common =
                common(attempt.runId(), attempt.task(), attempt.plugin(), attempt.tenant())
                        .put(ATTEMPT, (long) attempt.attempt())
                        .build();
        boolean failed = attempt.state() != Attempt.State.SUCCEEDED;
        String error =
                !failed
                        ? null
                        : attempt.errorType() != null
                                ? attempt.errorType()
                                : lower(attempt.state());
        SpanContext context = context(own.traceId(), own.spanId());
        List<SpanData> spans = new ArrayList<>();
        spans.add(
                new RunSpan(
                        "attempt",
                        context,
                        context(own.traceId(), SpanIds.root(own.traceId(), attempt.runId())),
                        attempt.startedAt(),
                        attempt.at(),
                        with(common, ERROR_TYPE, error),
                        failed ? StatusData.error() : StatusData.unset(),
                        resource,
                        scope));
        List<Attempt.Phase> phases = separate(attempt.phases());
        for (int i = 0; i < phases.size(); i++) {
            spans.add(phase(attempt, phases.get(i), i, context, common));
        }
        return spans;
    }

    private SpanData phase(
            Event.AttemptFinished attempt,
            Attempt.Phase phase,
            int position,
            SpanContext parent,
            Attributes common) {
        var start = attempt.startedAt().plus(phase.startedAfter());
        return new RunSpan(
                phase.name(),
                context(parent.getTraceId(), SpanIds.child(parent.getSpanId(), position)),
                parent,
                start,
                start.plus(phase.took()),
                with(
                        with(common, PHASE, phase.name()),
                        ERROR_TYPE,
                        phase.failed() ? attempt.errorType() : null),
                phase.failed() ? StatusData.error() : StatusData.unset(),
                resource,
                scope);
    }

    private List<SpanData> root(Event.RunChanged run) {
        Caller caller = callers.remove(run.id());
        if (caller != null && !caller.sampled) {
            return List.of();
        }
        boolean failed =
                run.result() == RunResult.FAILURE
                        || run.result() == RunResult.ERROR
                        || run.result() == RunResult.TIMEOUT;
        Attributes attributes = common(run.id(), run.task(), run.plugin(), run.tenant()).build();
        return List.of(
                new RunSpan(
                        "run " + run.task(),
                        context(run.traceId(), SpanIds.root(run.traceId(), run.id())),
                        caller == null || caller.span == null
                                ? SpanContext.getInvalid()
                                : outside(run.traceId(), caller.span),
                        run.createdAt(),
                        run.at(),
                        with(attributes, ERROR_TYPE, failed ? lower(run.result()) : null),
                        !failed
                                ? StatusData.unset()
                                : StatusData.create(
                                        StatusData.error().getStatusCode(), run.reason()),
                        resource,
                        scope));
    }

    private static AttributesBuilder common(
            String runId, String task, RevisionRef plugin, String tenant) {
        AttributesBuilder attributes =
                Attributes.builder().put(RUN_ID, runId).put(TASK_TYPE, task).put(TENANT, tenant);
        if (plugin != null) {
            attributes.put(PLUGIN_ID, plugin.plugin()).put(PLUGIN_VERSION, plugin.version());
        }
        return attributes;
    }

    private static Attributes with(Attributes base, AttributeKey<String> key, String value) {
        return value == null ? base : base.toBuilder().put(key, value).build();
    }

    private static SpanContext context(String traceId, String spanId) {
        return SpanContext.create(
                traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault());
    }

    private static SpanContext outside(String traceId, String spanId) {
        return SpanContext.createFromRemoteParent(
                traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault());
    }

    private static List<Attempt.Phase> separate(List<Attempt.Phase> phases) {
        boolean plain = phases.size() == 1 && phases.getFirst().name().equals(PLAIN_PHASE);
        return plain ? List.of() : phases;
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    private record Caller(String span, boolean sampled) {}
}
