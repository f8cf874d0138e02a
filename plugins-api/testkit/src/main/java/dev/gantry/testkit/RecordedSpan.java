package dev.gantry.testkit;

import dev.gantry.api.context.Span;

import java.util.Map;

/**
 * A span that was opened.
 *
 * @param name what was done
 * @param kind how it stands to others
 * @param parent name of the span above; empty for the attempt or look itself
 * @param attributes what was said of it: texts, {@link Long}, {@link Double}, {@link Boolean}
 * @param failure what it failed with, or {@code null}
 * @param closed whether it was closed before the work ended
 */
public record RecordedSpan(
        String name,
        Span.Kind kind,
        String parent,
        Map<String, Object> attributes,
        Throwable failure,
        boolean closed) {}
