package dev.gantry.telemetry.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;

import java.time.Instant;
import java.util.List;

/** A span that is over when it is made, as its times and ids come from events. */
record RunSpan(
        String name,
        SpanKind kind,
        SpanContext context,
        SpanContext parent,
        Instant start,
        Instant end,
        Attributes attributes,
        StatusData status,
        List<LinkData> links,
        Source source)
        implements SpanData {

    /** Who says so. */
    record Source(Resource resource, InstrumentationScopeInfo scope) {}

    @Override
    public String getName() {
        return name;
    }

    @Override
    public SpanKind getKind() {
        return kind;
    }

    @Override
    public SpanContext getSpanContext() {
        return context;
    }

    @Override
    public SpanContext getParentSpanContext() {
        return parent;
    }

    @Override
    public StatusData getStatus() {
        return status;
    }

    @Override
    public long getStartEpochNanos() {
        return nanos(start);
    }

    @Override
    public long getEndEpochNanos() {
        return Math.max(nanos(start), nanos(end));
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }

    @Override
    public List<EventData> getEvents() {
        return List.of();
    }

    @Override
    public int getTotalRecordedEvents() {
        return 0;
    }

    @Override
    public List<LinkData> getLinks() {
        return links;
    }

    @Override
    public int getTotalRecordedLinks() {
        return links.size();
    }

    @Override
    @Deprecated
    public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create(
                source.scope.getName(), source.scope.getVersion());
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return source.scope;
    }

    @Override
    public Resource getResource() {
        return source.resource;
    }

    private static long nanos(Instant at) {
        return Math.addExact(
                Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), (long) at.getNano());
    }
}
