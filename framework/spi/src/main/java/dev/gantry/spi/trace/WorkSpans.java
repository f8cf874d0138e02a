package dev.gantry.spi.trace;

import dev.gantry.spi.plugin.RevisionRef;

import java.util.List;

/**
 * The spans of one attempt, told before the attempt itself is. Immutable.
 *
 * @param traceId 32 hexadecimal digits
 * @param attempt from 1
 * @param refused how many more there were than are kept
 */
public record WorkSpans(
        String traceId,
        String tracestate,
        String runId,
        String task,
        int attempt,
        RevisionRef plugin,
        String tenant,
        List<WorkSpan> spans,
        int refused) {

    /** Takes a copy. */
    public WorkSpans {
        spans = List.copyOf(spans);
    }

    /** How many characters the texts in it have. */
    public long chars() {
        long chars = 0;
        for (WorkSpan span : spans) {
            chars += span.name().length();
            for (Object value : span.attributes().values()) {
                chars += value instanceof String text ? text.length() : 0;
            }
        }
        return chars;
    }
}
