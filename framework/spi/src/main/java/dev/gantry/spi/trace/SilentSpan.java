package dev.gantry.spi.trace;

import dev.gantry.api.context.Span;
import dev.gantry.api.context.TraceContext;

import java.util.function.Supplier;

/**
 * A span that nobody records: what is said of it is gone, and its work hangs where it would without
 * it. As thread-safe as its place.
 *
 * @param place where in the trace the asking thread is
 */
public record SilentSpan(Supplier<TraceContext> place) implements Span {

    @Override
    public Span attribute(String name, String value) {
        return this;
    }

    @Override
    public Span attribute(String name, long value) {
        return this;
    }

    @Override
    public Span attribute(String name, double value) {
        return this;
    }

    @Override
    public Span attribute(String name, boolean value) {
        return this;
    }

    @Override
    public Span error(Throwable failure) {
        return this;
    }

    @Override
    public TraceContext trace() {
        return place.get();
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
