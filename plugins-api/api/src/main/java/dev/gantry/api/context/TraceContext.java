package dev.gantry.api.context;

import java.util.regex.Pattern;

/**
 * A position in a trace, as defined by <a href="https://www.w3.org/TR/trace-context/">W3C Trace
 * Context</a>.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero
 * @param sampled whether the trace is recorded
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {
    private static final Pattern TRACE = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN = Pattern.compile("(?!0{16})[0-9a-f]{16}");
    private static final Pattern HEADER =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /** Checks the form of the ids. */
    public TraceContext {
        if (!TRACE.matcher(traceId).matches() || !SPAN.matcher(spanId).matches()) {
            throw new IllegalArgumentException(
                    "not a trace context: trace " + traceId + ", span " + spanId);
        }
    }

    /**
     * Reads a {@code traceparent} header.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static TraceContext parse(String traceparent) {
        var header = HEADER.matcher(traceparent);
        if (!header.matches() || traceparent.startsWith("ff")) {
            throw new IllegalArgumentException(
                    "not a traceparent, expected 00-<32 hex>-<16 hex>-<2 hex>: " + traceparent);
        }
        boolean sampled = (Integer.parseInt(header.group(3), 16) & 1) == 1;
        return new TraceContext(header.group(1), header.group(2), sampled);
    }

    /** The value of a {@code traceparent} header, for an outgoing call. */
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }
}
