package dev.gantry.engine;

import dev.gantry.spi.trace.InspectionSpan;
import dev.gantry.spi.trace.SpanSink;
import dev.gantry.spi.trace.WorkSpans;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told while it is on. */
final class FakeSpans implements SpanSink {
    final List<WorkSpans> told = new CopyOnWriteArrayList<>();
    volatile boolean on = true;

    @Override
    public boolean on() {
        return on;
    }

    @Override
    public void add(WorkSpans spans) {
        told.add(spans);
    }

    @Override
    public void add(InspectionSpan span) {
        throw new AssertionError("the engine inspects nothing");
    }
}
