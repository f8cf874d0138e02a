package dev.gantry.telemetry.log;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;

/** A line of the log. */
record LogRecord(
        Resource resource,
        InstrumentationScopeInfo scope,
        long nanos,
        SpanContext span,
        Severity severity,
        String level,
        String message,
        Attributes attributes)
        implements LogRecordData {

    @Override
    public Resource getResource() {
        return resource;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return scope;
    }

    @Override
    public long getTimestampEpochNanos() {
        return nanos;
    }

    @Override
    public long getObservedTimestampEpochNanos() {
        return nanos;
    }

    @Override
    public SpanContext getSpanContext() {
        return span;
    }

    @Override
    public Severity getSeverity() {
        return severity;
    }

    @Override
    public String getSeverityText() {
        return level;
    }

    @Override
    @Deprecated
    public io.opentelemetry.sdk.logs.data.Body getBody() {
        return io.opentelemetry.sdk.logs.data.Body.string(message);
    }

    @Override
    public Value<?> getBodyValue() {
        return Value.of(message);
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }
}
