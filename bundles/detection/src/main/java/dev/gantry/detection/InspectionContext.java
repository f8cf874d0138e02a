package dev.gantry.detection;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.context.Span;
import dev.gantry.api.context.TraceContext;
import dev.gantry.api.context.WorkLog;
import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.metric.Metrics;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.trace.SilentSpan;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What a detector is handed. Immutable.
 *
 * @param lease what gives the plugin's settings
 * @param last the verdict before, or {@code null}
 * @param until when it will be asked to stop
 */
record InspectionContext(
        String checkId,
        Lease lease,
        Map<String, String> labels,
        Verdict last,
        Instant until,
        InstantSource clock,
        WorkLog log,
        Cancellation cancellation,
        TraceContext trace)
        implements CheckContext {

    @Override
    public Optional<Verdict> previous() {
        return Optional.ofNullable(last);
    }

    @Override
    public Metrics metrics() {
        return lease.metrics();
    }

    @Override
    public <T extends Record> T settings(Class<T> type) {
        return lease.settings(type);
    }

    /** The inspection itself is recorded, and nothing below it. */
    @Override
    public Span span(String name, Span.Kind kind) {
        return new SilentSpan(() -> trace);
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.of(until);
    }
}
