package dev.gantry.engine;

import dev.gantry.api.context.TraceContext;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.SpanIds;
import dev.gantry.spi.run.Carried;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Where runs and attempts stand in traces. A run without a caller's trace has one that follows from
 * its id, so that it is the same after a restart.
 */
final class Trace {
    private static final long SECOND_HALF = 0x9E3779B97F4A7C15L;

    private Trace() {}

    static String id(long run, RunSpec spec) {
        if (spec.traceparent() != null) {
            return spec.traceparent().substring(3, 35);
        }
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(mixed(run)) + hex.toHexDigits(mixed(run ^ SECOND_HALF));
    }

    /** The span of the caller from outside, or {@code null}. */
    static String parentSpan(RunSpec spec) {
        return spec.traceparent() == null ? null : spec.traceparent().substring(36, 52);
    }

    static String span(long run, int attempt, long startedAt) {
        return HexFormat.of().toHexDigits(mixed(run + attempt * SECOND_HALF ^ startedAt << 20));
    }

    static boolean sampled(RunSpec spec) {
        return spec.traceparent() == null || TraceContext.parse(spec.traceparent()).sampled();
    }

    static String traceparent(LiveRun run, String span) {
        return "00-" + run.traceId() + "-" + span + (sampled(run.spec()) ? "-01" : "-00");
    }

    static TraceContext context(String traceId, RunSpec spec, String span) {
        return new TraceContext(
                traceId,
                span,
                sampled(spec),
                spec.carried().tracestate(),
                spec.carried().baggage());
    }

    /** What a run takes along that repeats another one, in a trace of its own. */
    static Carried repeating(long run, RunSpec spec) {
        String trace = id(run, spec);
        String root = SpanIds.root(trace, RunIds.text(run));
        String link = new TraceContext(trace, root, sampled(spec)).traceparent();
        return new Carried("", spec.carried().baggage(), List.of(link));
    }

    /**
     * A run that several submits make together is in the trace of one and links to the others.
     *
     * @param one what it goes on as
     * @param others what else it was made of so far, in the order in which that came
     */
    static RunSpec merged(RunSpec one, List<RunSpec> others) {
        List<String> links = new ArrayList<>();
        for (RunSpec other : others) {
            links.addAll(other.carried().links());
            if (other.traceparent() != null) {
                links.add(other.traceparent());
            }
        }
        links.removeIf(link -> link.equals(one.traceparent()));
        return links.isEmpty() ? one : one.withLinks(links);
    }

    /** Where a run comes from; {@code null} for one of its own. */
    static Event.Origin origin(RunSpec spec) {
        if (spec.traceparent() == null
                && spec.kinship() == null
                && spec.carried().links().isEmpty()) {
            return null;
        }
        return new Event.Origin(
                parentSpan(spec),
                sampled(spec),
                spec.carried().tracestate(),
                spec.kinship() == null ? null : spec.parent(),
                spec.carried().links());
    }

    /** Spreads the bits; 0 for no argument in use. */
    private static long mixed(long value) {
        long z = value + SECOND_HALF;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        long mixed = z ^ z >>> 31;
        return mixed == 0 ? 1 : mixed;
    }
}
