package dev.gantry.engine;

import dev.gantry.api.context.Span;
import dev.gantry.api.context.TraceContext;
import dev.gantry.spi.trace.WorkSpan;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A span that a plugin opened. Thread-safe. */
final class OpenSpan implements Span {
    private static final int NAME = 200;
    private static final int TEXT = 1000;
    private static final int ATTRIBUTES = 64;

    private final AttemptSpans spans;
    private final String name;
    private final Kind kind;
    private final String id;
    private final String parent;
    private final OpenSpan above;
    private final Instant start;
    private final Thread thread = Thread.currentThread();
    private final Map<String, Object> attributes = new HashMap<>();
    private String errorType;
    private String errorMessage;
    private Instant end;

    /**
     * @param above the one that is open on this thread, or {@code null}
     */
    OpenSpan(
            AttemptSpans spans,
            String name,
            Kind kind,
            String id,
            String parent,
            OpenSpan above,
            Instant start) {
        this.spans = spans;
        this.name = name;
        this.kind = kind;
        this.id = id;
        this.parent = parent;
        this.above = above;
        this.start = start;
    }

    String id() {
        return id;
    }

    OpenSpan above() {
        return above;
    }

    synchronized boolean closed() {
        return end != null;
    }

    @Override
    public Span attribute(String key, String value) {
        String text = value == null ? null : cut(spans.masked(value), TEXT);
        return text == null || !spans.room(text) ? this : put(key, text);
    }

    @Override
    public Span attribute(String key, long value) {
        return put(key, value);
    }

    @Override
    public Span attribute(String key, double value) {
        return put(key, value);
    }

    @Override
    public Span attribute(String key, boolean value) {
        return put(key, value);
    }

    private synchronized Span put(String key, Object value) {
        if (key != null && value != null && end == null) {
            String named = cut(key, NAME);
            if (attributes.size() < ATTRIBUTES || attributes.containsKey(named)) {
                attributes.put(named, value);
            }
        }
        return this;
    }

    @Override
    public Span error(Throwable failure) {
        String message = failure == null ? "" : Told.by(failure, spans::masked);
        synchronized (this) {
            if (end == null) {
                errorType = failure == null ? "_OTHER" : failure.getClass().getName();
                errorMessage = cut(message, TEXT);
            }
        }
        return this;
    }

    @Override
    public TraceContext trace() {
        return spans.at(id);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (end != null) {
                return;
            }
            end = spans.now();
        }
        spans.closed(this, thread, above);
    }

    /**
     * What is told of it.
     *
     * @param latest when it is over if nobody closed it
     */
    synchronized WorkSpan told(Instant latest) {
        boolean cut = end == null;
        if (cut) {
            end = latest.isBefore(start) ? start : latest;
        }
        return new WorkSpan(
                name == null ? "span" : cut(spans.masked(name), NAME),
                kind == null ? "internal" : kind.name().toLowerCase(Locale.ROOT),
                id,
                parent,
                start,
                end,
                attributes,
                errorType,
                errorMessage,
                cut);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
