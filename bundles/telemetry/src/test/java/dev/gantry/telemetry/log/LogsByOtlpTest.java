package dev.gantry.telemetry.log;

import static dev.gantry.telemetry.Collector.attributes;
import static dev.gantry.telemetry.Collector.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;

import dev.gantry.spi.config.Settings;
import dev.gantry.telemetry.Collector;
import dev.gantry.telemetry.PrometheusMeters;
import dev.gantry.telemetry.otlp.Origin;
import dev.gantry.telemetry.otlp.OtlpSettings;

import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import java.io.IOException;
import java.util.Map;

class LogsByOtlpTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    private final PrometheusMeters meters = new PrometheusMeters();
    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void close() {
        MDC.clear();
        meters.close();
    }

    @Test
    void aLineSaysWhichWorkItIsAbout() throws Exception {
        context.setMDCAdapter(MDC.getMDCAdapter());
        try (var collector = Collector.open()) {
            try (var sending =
                    new LogsByOtlp.Sending(
                            context,
                            OtlpSettings.plain(collector.address()),
                            Origin.of(new Settings(key -> null)),
                            meters)) {
                Map.of(
                                "run", "r1",
                                "task", "files.cleanup",
                                "attempt", "2",
                                "trace", TRACE,
                                "span", SPAN,
                                "plugin", "acme.files",
                                "tenant", "blue")
                        .forEach(MDC::put);
                context.getLogger("task.files.cleanup").info("deleted {} files", 3);
                MDC.clear();
                context.getLogger("dev.gantry.engine.Dispatcher")
                        .warn("odd", new IOException("disk is away"));
                context.getLogger("x").trace("below the level");
            }
            assertEquals(2, collector.logs().size());
            LogRecord line = collector.log("deleted 3 files");
            assertEquals(SeverityNumber.SEVERITY_NUMBER_INFO, line.getSeverityNumber());
            assertEquals("INFO", line.getSeverityText());
            assertEquals(TRACE, id(line.getTraceId()));
            assertEquals(SPAN, id(line.getSpanId()));
            var about = attributes(line.getAttributesList());
            assertEquals("r1", about.get("gantry.run.id"));
            assertEquals("files.cleanup", about.get("gantry.task.type"));
            assertEquals("2", about.get("gantry.attempt"));
            assertEquals("acme.files", about.get("gantry.plugin.id"));
            assertEquals("blue", about.get("gantry.tenant"));
            LogRecord odd = collector.log("odd");
            var thrown = attributes(odd.getAttributesList());
            assertEquals("java.io.IOException", thrown.get("exception.type"));
            assertEquals("disk is away", thrown.get("exception.message"));
            assertTrue(thrown.get("exception.stacktrace").contains("LogsByOtlpTest"));
            assertTrue(odd.getTraceId().isEmpty());
            assertEquals("dev.gantry.engine.Dispatcher", collector.scopeOf("odd"), "the logger");
            context.getLogger("x").info("nobody listens any more");
        }
    }
}
