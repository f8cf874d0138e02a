package dev.gantry.detection;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.context.Span;
import dev.gantry.api.context.TraceContext;
import dev.gantry.api.context.WorkLog;
import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.metric.Metrics;
import dev.gantry.spi.catalog.Lease;

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

    @Override
    public Span span(String name, Span.Kind kind) {
        return new Unrecorded(trace);
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.of(until);
    }

    /** Inspections are in no trace that is recorded. */
    private record Unrecorded(TraceContext context) implements Span {

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
        public void close() {
            // nothing was opened
        }
    }
}
