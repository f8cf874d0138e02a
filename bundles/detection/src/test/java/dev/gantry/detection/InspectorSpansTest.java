package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.context.TraceContext;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.trace.InspectionSpan;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

class InspectorSpansTest extends InspectorFixture {
    private final AtomicReference<Map<String, String>> sent = new AtomicReference<>();

    @Test
    void anInspectionIsATraceThatGoesAlongWithWhatTheDetectorCalls() throws Exception {
        world.types.detector =
                (config, context) -> {
                    try (var span = context.span("GET")) {
                        sent.set(span.trace().headers());
                    }
                    world.pass(0.25);
                    return Verdict.of(Status.CRITICAL).because("status 500");
                };
        Instant start = world.now;
        world.desk.put("web", spec("PT1M", "PT5S"), ANY);
        world.tick(1);

        InspectionSpan span = only();
        assertEquals("web", span.check());
        assertEquals("web.probe", span.detector());
        assertEquals(World.PLUGIN, span.plugin());
        assertEquals(CheckStatus.CRITICAL, span.verdict());
        assertEquals("status 500", span.reason());
        assertNull(span.errorType(), "the check did not break");
        assertEquals(start, span.start());
        assertEquals(start.plusMillis(250), span.end());
        assertEquals(
                "00-" + span.traceId() + "-" + span.spanId() + "-01",
                sent.get().get("traceparent"));
    }

    @Test
    void whatBrokeSaysByWhat() throws Exception {
        world.types.detector =
                (config, context) -> {
                    throw new java.io.IOException("no route");
                };
        world.desk.put("web", spec("PT1M", "PT5S"), ANY);
        world.tick(1);
        assertEquals(CheckStatus.ERROR, only().verdict());
        assertEquals("java.io.IOException", only().errorType());
    }

    @Test
    void onesThatTakeTooLongAndAreGivenUpAreToldOnce() throws Exception {
        hang();
        world.desk.put("web", spec("PT1M", "PT5S"), ANY);
        enter();
        for (int i = 0; i < 12; i++) {
            world.pass(1);
            world.inspector.tick();
        }
        assertEquals("timeout", only().errorType());
        assertTrue(only().reason().contains("is skipped until it ends"), only().reason());
        world.ended.drainPermits();
        release.countDown();
        world.await(1);
        only();
    }

    @Test
    void whereNobodyRecordsOrInspectsThereIsNone() throws Exception {
        world.types.available = false;
        world.desk.put("web", spec("PT1M", "PT5S"), ANY);
        world.tick(1);
        world.types.available = true;
        world.spans.on = false;
        world.types.detector =
                (config, context) -> {
                    sent.set(context.trace().headers());
                    return Verdict.of(Status.OK);
                };
        world.inspector.changed("web.probe");
        world.tick(1);
        assertEquals(CheckStatus.OK, last().status());
        assertEquals(List.of(), world.spans.told);
        assertFalse(TraceContext.parse(sent.get().get("traceparent")).sampled());
    }

    private InspectionSpan only() {
        assertEquals(1, world.spans.told.size(), world.spans.told.toString());
        return world.spans.told.getFirst();
    }
}
