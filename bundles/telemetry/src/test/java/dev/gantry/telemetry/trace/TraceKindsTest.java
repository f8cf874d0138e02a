package dev.gantry.telemetry.trace;

import static dev.gantry.telemetry.Collector.id;
import static dev.gantry.telemetry.SampleEvents.TRACE;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.trace.InspectionSpan;
import dev.gantry.telemetry.Collector;
import dev.gantry.telemetry.SampleEvents;

import io.opentelemetry.proto.trace.v1.Span;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

class TraceKindsTest extends TraceExportFixture {
    @Test
    void anInspectionIsASpanOfItsOwn() throws Exception {
        try (var collector = Collector.open()) {
            try (var export = export(collector.address(), 512, 100)) {
                export.add(
                        new InspectionSpan(
                                TRACE,
                                SPAN,
                                "shop-is-up",
                                "web.probe",
                                SampleEvents.FILES,
                                CheckStatus.ERROR,
                                "no verdict within PT5S",
                                "timeout",
                                SampleEvents.STARTED,
                                SampleEvents.FINISHED));
            }
            Span span = collector.span("check shop-is-up");
            assertEquals(SPAN, id(span.getSpanId()));
            assertEquals("", id(span.getParentSpanId()));
            assertEquals("no verdict within PT5S", span.getStatus().getMessage());
            assertEquals(nanos(SampleEvents.FINISHED), span.getEndTimeUnixNano());
            assertEquals(
                    Map.of(
                            "gantry.check.id", "shop-is-up",
                            "gantry.detector.type", "web.probe",
                            "gantry.plugin.id", "files",
                            "gantry.plugin.version", "1.2.0",
                            "gantry.verdict", "error",
                            "error.type", "timeout"),
                    span.getAttributesList().stream()
                            .collect(
                                    Collectors.toMap(
                                            each -> each.getKey(),
                                            each -> each.getValue().getStringValue())));
        }
    }

    @Test
    void withoutTracesAllThatItsCallerTracesIsAnExemplar() {
        var run = SampleEvents.finished(RUN, "x", RunResult.SUCCESS);
        var silent = new Event.Origin(OUTSIDE, false, "", null, List.of());
        RunTraces.untraced(SampleEvents.finished(RUN, "x", RunResult.SUCCESS, silent), shown);
        RunTraces.untraced(SampleEvents.running(RUN, "x", 1), shown);
        RunTraces.untraced(
                SampleEvents.attempt(
                        RUN,
                        "x",
                        Attempt.State.FAILED,
                        "00-" + TRACE + "-" + SPAN + "-00",
                        OUTSIDE,
                        SampleEvents.plain()),
                shown);
        assertEquals(Set.of(), shown.runs);
        assertEquals(Set.of(), shown.attempts);
        RunTraces.untraced(run, shown);
        RunTraces.untraced(attempt(Attempt.State.FAILED, null), shown);
        assertEquals(Set.of(TRACE), shown.runs);
        assertEquals(Set.of(TRACE), shown.attempts);
    }
}
