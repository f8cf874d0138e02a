package dev.gantry.telemetry.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.RunResult;
import dev.gantry.telemetry.CapturedLog;
import dev.gantry.telemetry.Collector;
import dev.gantry.telemetry.SampleEvents;
import dev.gantry.telemetry.otlp.Delivery;
import dev.gantry.telemetry.otlp.OtlpSettings;
import dev.gantry.telemetry.otlp.Outbox;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

/** How traces get to a collector, or do not. */
class TraceDeliveryTest extends TraceExportFixture {
    @Test
    void noCollectorIsOneWarningAndAllIsCounted() throws Exception {
        String nobody;
        try (var collector = Collector.open()) {
            nobody = collector.address();
        }
        try (var log = new CapturedLog(Delivery.class)) {
            try (var export = export(nobody, 1, 100)) {
                for (int i = 0; i < 20; i++) {
                    export.on(SampleEvents.finished("r" + i, "x", RunResult.SUCCESS));
                }
            }
            assertEquals(1, log.warnings().size(), log.warnings().toString());
            assertEquals(
                    "Traces cannot be delivered to "
                            + nobody
                            + "/v1/traces and are dropped until they can"
                            + " (java.net.ConnectException). Start a collector there, or correct"
                            + " or remove gantry.telemetry.otlp.endpoint",
                    log.warnings().getFirst());
        }
        assertEquals(20, dropped("undelivered"));
    }

    @Test
    void aCollectorThatHangsHoldsUpNeitherRunsNorTheShutdown() throws Exception {
        try (var collector = Collector.thatNeverAnswers()) {
            var export = export(collector.address(), 1, 100, Duration.ofSeconds(1));
            assertTimeout(
                    Duration.ofSeconds(10),
                    () -> {
                        for (int i = 0; i < 100_000; i++) {
                            export.on(SampleEvents.finished("r" + i, "x", RunResult.SUCCESS));
                        }
                    });
            assertTrue(dropped("overflow") >= 100_000 - 105, "" + dropped("overflow"));
            assertTimeout(Duration.ofSeconds(10), export::close);
        }
    }

    @Test
    void aCollectorThatComesBackIsToldAndGetsTheRest() throws Exception {
        try (var collector = Collector.thatNeverAnswers();
                var log = new CapturedLog(Delivery.class)) {
            var export =
                    export(
                            new OtlpSettings(
                                    collector.address(),
                                    Map.of(),
                                    true,
                                    null,
                                    Duration.ofMillis(100)),
                            new Outbox.Limits(
                                    100, 1000, 1, Duration.ofSeconds(30), Duration.ofSeconds(5)));
            export.on(SampleEvents.finished("r1", "x", RunResult.SUCCESS));
            log.await("Traces cannot be delivered");
            collector.answer();
            export.on(SampleEvents.finished("r2", "y", RunResult.SUCCESS));
            export.close();

            collector.span("run y");
            log.await("Traces are delivered again; 1 spans were lost meanwhile");
        }
        assertEquals(1, dropped("undelivered"));
    }

    @Test
    void nothingConnectsBeforeTheFirstSpan() {
        var export =
                new TraceExport(
                        new TraceExport.Holding(Outbox.Limits.DEFAULT, Tail.Limits.DEFAULT, ALL),
                        SPANS,
                        OtlpSettings.plain("http://127.0.0.1:9"),
                        _ -> {
                            throw new AssertionError("connected");
                        },
                        meters,
                        shown);
        export.on(SampleEvents.running(RUN, "x", 1));
        export.close();
        assertEquals(0, dropped("undelivered") + dropped("overflow"));
    }
}
