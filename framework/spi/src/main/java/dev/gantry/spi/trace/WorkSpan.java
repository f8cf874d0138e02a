package dev.gantry.spi.trace;

import java.time.Instant;
import java.util.Map;

/**
 * A span that a plugin opened in its work, and that is over. Immutable.
 *
 * @param kind {@code internal}, {@code client} or {@code producer}
 * @param spanId 16 hexadecimal digits
 * @param parentId the span above, 16 hexadecimal digits
 * @param attributes values are texts, {@link Long}, {@link Double} or {@link Boolean}
 * @param errorType class of the exception, or {@code null} if it did not fail
 * @param errorMessage or {@code null}
 * @param cut whether it was open when the work ended
 */
public record WorkSpan(
        String name,
        String kind,
        String spanId,
        String parentId,
        Instant start,
        Instant end,
        Map<String, Object> attributes,
        String errorType,
        String errorMessage,
        boolean cut) {

    /** Takes a copy. */
    public WorkSpan {
        attributes = Map.copyOf(attributes);
    }
}
