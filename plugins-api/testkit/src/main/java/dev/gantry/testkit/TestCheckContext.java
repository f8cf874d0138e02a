package dev.gantry.testkit;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.context.Span;
import dev.gantry.api.context.TraceContext;
import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.panel.PanelContext;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What a detector or a panel under test is handed. */
record TestCheckContext(
        TestClock clock,
        TestLog log,
        TestSettings settings,
        RecordedMetrics metrics,
        Cancellation cancellation,
        Optional<Instant> deadline,
        Map<String, String> labels,
        Optional<Verdict> previous,
        TestSpans spans)
        implements CheckContext, PanelContext {

    @Override
    public String checkId() {
        return "check-under-test";
    }

    @Override
    public <T extends Record> T settings(Class<T> type) {
        return settings.get(type);
    }

    @Override
    public void sleep(Duration time) {
        clock.pass(time);
        cancellation.check();
    }

    @Override
    public TraceContext trace() {
        return spans.here();
    }

    @Override
    public Span span(String name, Span.Kind kind) {
        return spans.open(name, kind);
    }
}
