package dev.gantry.panels;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.context.Span;
import dev.gantry.api.context.TraceContext;
import dev.gantry.api.context.WorkLog;
import dev.gantry.api.metric.Metrics;
import dev.gantry.api.panel.PanelContext;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.trace.SilentSpan;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a panel is handed. Immutable.
 *
 * @param until when it will be asked to stop
 * @param trace of the call alone, which nobody records
 */
record DataContext(
        Lease lease,
        InstantSource clock,
        WorkLog log,
        Instant until,
        Cancellation cancellation,
        TraceContext trace)
        implements PanelContext {

    DataContext(String panel, Lease lease, InstantSource clock, Instant until, Cancellation stop) {
        this(lease, clock, new PanelLog(panel), until, stop, anyTrace());
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.of(until);
    }

    @Override
    public Metrics metrics() {
        return lease.metrics();
    }

    @Override
    public <T extends Record> T settings(Class<T> type) {
        return lease.settings(type);
    }

    @Override
    public Span span(String name, Span.Kind kind) {
        return new SilentSpan(() -> trace);
    }

    private static TraceContext anyTrace() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        // the lowest bit keeps both ids from being all zero
        return new TraceContext(
                hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1),
                hex.toHexDigits(random.nextLong() | 1),
                false);
    }
}
