package dev.gantry.api.context;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A position in a trace, as defined by <a href="https://www.w3.org/TR/trace-context/">W3C Trace
 * Context</a>, and what goes along with it.
 *
 * <pre>{@code
 * HttpRequest.Builder request = HttpRequest.newBuilder(uri);
 * context.trace().headers().forEach(request::header);
 * }</pre>
 *
 * <p>It may get components with a minor version of this package; the constructors stay. Do not take
 * it apart with a record pattern.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero
 * @param sampled whether the trace is recorded
 * @param tracestate what tracing systems passed along, as in the header of that name; empty for
 *     nothing
 * @param baggage what the caller passed along, as in the header of <a
 *     href="https://www.w3.org/TR/baggage/">W3C Baggage</a>; empty for nothing
 */
public record TraceContext(
        String traceId, String spanId, boolean sampled, String tracestate, String baggage) {
    private static final Pattern TRACE = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN = Pattern.compile("(?!0{16})[0-9a-f]{16}");
    private static final Pattern HEADER =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /** Checks the form of the ids, and that the rest goes into a header. */
    public TraceContext {
        if (!TRACE.matcher(traceId).matches() || !SPAN.matcher(spanId).matches()) {
            throw new IllegalArgumentException(
                    "not a trace context: trace " + traceId + ", span " + spanId);
        }
        if (!goesInHeader(tracestate) || !goesInHeader(baggage)) {
            throw new IllegalArgumentException(
                    "tracestate and baggage hold printable characters of ASCII only");
        }
    }

    /** With nothing that goes along. */
    public TraceContext(String traceId, String spanId, boolean sampled) {
        this(traceId, spanId, sampled, "", "");
    }

    private static boolean goesInHeader(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
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

    /**
     * The headers for an outgoing HTTP call or message: {@code traceparent}, and {@code tracestate}
     * and {@code baggage} where there is something in them.
     */
    public Map<String, String> headers() {
        return carried("traceparent", "tracestate", "baggage");
    }

    /**
     * The environment of a child process: {@code TRACEPARENT}, and {@code TRACESTATE} and {@code
     * BAGGAGE} where there is something in them.
     */
    public Map<String, String> environment() {
        return carried("TRACEPARENT", "TRACESTATE", "BAGGAGE");
    }

    private Map<String, String> carried(String parent, String state, String bag) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(parent, traceparent());
        if (!tracestate.isEmpty()) {
            all.put(state, tracestate);
        }
        if (!baggage.isEmpty()) {
            all.put(bag, baggage);
        }
        return all;
    }

    /** The value of one entry of the baggage, decoded; empty if it has none of this name. */
    public Optional<String> baggage(String name) {
        for (String member : baggage.split(",")) {
            String pair = member.split(";", 2)[0];
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                return Optional.of(decoded(pair.substring(equals + 1).strip()));
            }
        }
        return Optional.empty();
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
