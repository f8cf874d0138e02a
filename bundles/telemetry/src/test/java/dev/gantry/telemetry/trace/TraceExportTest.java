package dev.gantry.telemetry.trace;

import static dev.gantry.telemetry.Collector.attributes;
import static dev.gantry.telemetry.Collector.id;
import static dev.gantry.telemetry.SampleEvents.CREATED;
import static dev.gantry.telemetry.SampleEvents.FINISHED;
import static dev.gantry.telemetry.SampleEvents.STARTED;
import static dev.gantry.telemetry.SampleEvents.TRACE;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.SpanIds;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunResult;
import dev.gantry.telemetry.CapturedLog;
import dev.gantry.telemetry.Collector;
import dev.gantry.telemetry.PrometheusMeters;
import dev.gantry.telemetry.SampleEvents;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

class TraceExportTest {
    private static final String RUN = "0c7f2m9x4e1a0";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String OUTSIDE = "53995c3f42cd8ad8";

    private final PrometheusMeters meters = new PrometheusMeters();

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void aPlainRunIsARootAndAnAttempt() throws Exception {
        try (var collector = Collector.open()) {
            try (var export = export(collector.address(), 512, 100)) {
                export.on(SampleEvents.running(RUN, "files.cleanup", 1));
                export.on(attempt(Attempt.State.SUCCEEDED, null));
                export.on(SampleEvents.finished(RUN, "files.cleanup", RunResult.SUCCESS));
            }

            assertEquals(2, collector.spans().size());
            Span root = collector.span("run files.cleanup");
            assertEquals(TRACE, id(root.getTraceId()));
            assertEquals(SpanIds.root(TRACE, RUN), id(root.getSpanId()));
            assertEquals("", id(root.getParentSpanId()));
            assertEquals(nanos(CREATED), root.getStartTimeUnixNano());
            assertEquals(nanos(FINISHED), root.getEndTimeUnixNano());
            assertEquals(Status.StatusCode.STATUS_CODE_UNSET, root.getStatus().getCode());
            assertEquals(
                    Map.of(
                            "gantry.run.id",
                            RUN,
                            "gantry.task.type",
                            "files.cleanup",
                            "gantry.tenant",
                            "default",
                            "gantry.plugin.id",
                            "files",
                            "gantry.plugin.version",
                            "1.2.0"),
                    attributes(root.getAttributesList()));

            Span attempt = collector.span("attempt");
            assertEquals(TRACE, id(attempt.getTraceId()));
            assertEquals(SPAN, id(attempt.getSpanId()));
            assertEquals(id(root.getSpanId()), id(attempt.getParentSpanId()));
            assertEquals(nanos(STARTED), attempt.getStartTimeUnixNano());
            assertEquals("1", attributes(attempt.getAttributesList()).get("gantry.attempt"));

            var resource = collector.received().getFirst();
            var named = attributes(resource.getResource().getAttributesList());
            assertEquals("gantry", named.get("service.name"));
            assertEquals("9.8.7", named.get("service.version"));
            assertEquals("dev.gantry.telemetry", resource.getScopeSpans(0).getScope().getName());
        }
        assertEquals(0, dropped("undelivered") + dropped("overflow"));
    }

    @Test
    void anEventThatMakesNoSenseStopsNothing() throws Exception {
        try (var collector = Collector.open()) {
            try (var export = export(collector.address(), 512, 100)) {
                export.on(
                        SampleEvents.attempt(
                                RUN,
                                "files.cleanup",
                                Attempt.State.SUCCEEDED,
                                null,
                                null,
                                SampleEvents.plain()));
                export.on(SampleEvents.finished(RUN, "files.cleanup", RunResult.SUCCESS));
            }
            assertEquals(1, collector.spans().size());
        }
        assertEquals(1, dropped("undelivered"));
    }

    @Test
    void theRootHangsBelowTheCallerFromOutside() throws Exception {
        try (var collector = Collector.open()) {
            try (var export = export(collector.address(), 512, 100)) {
                export.on(attempt(Attempt.State.SUCCEEDED, OUTSIDE));
                export.on(SampleEvents.finished(RUN, "files.cleanup", RunResult.SUCCESS));
            }
            Span root = collector.span("run files.cleanup");
            assertEquals(OUTSIDE, id(root.getParentSpanId()));
            assertEquals(id(root.getSpanId()), id(collector.span("attempt").getParentSpanId()));
        }
    }

    @Test
    void phasesOfAFailedAttempt() throws Exception {
        List<Attempt.Phase> phases =
                List.of(
                        new Attempt.Phase("prepare", Duration.ZERO, Duration.ofMillis(10), false),
                        new Attempt.Phase(
                                "execute", Duration.ofMillis(10), Duration.ofMillis(200), true),
                        new Attempt.Phase(
                                "rollback", Duration.ofMillis(210), Duration.ofMillis(5), false));
        try (var collector = Collector.open()) {
            try (var export = export(collector.address(), 512, 100)) {
                export.on(
                        SampleEvents.attempt(
                                RUN,
                                "ledger.transfer",
                                Attempt.State.FAILED,
                                "00-" + TRACE + "-" + SPAN + "-01",
                                null,
                                phases));
                export.on(SampleEvents.finished(RUN, "ledger.transfer", RunResult.FAILURE));
            }

            assertEquals(5, collector.spans().size());
            var ids = new HashSet<String>();
            for (Span span : collector.spans()) {
                ids.add(id(span.getSpanId()));
            }
            assertEquals(5, ids.size());
            for (Attempt.Phase phase : phases) {
                Span span = collector.span(phase.name());
                assertEquals(SPAN, id(span.getParentSpanId()));
                assertEquals(
                        phase.name(), attributes(span.getAttributesList()).get("gantry.phase"));
                assertEquals(
                        nanos(STARTED.plus(phase.startedAfter())), span.getStartTimeUnixNano());
                assertEquals(
                        phase.took().toNanos(),
                        span.getEndTimeUnixNano() - span.getStartTimeUnixNano());
                assertEquals(
                        phase.failed() ? "java.io.IOException" : null,
                        attributes(span.getAttributesList()).get("error.type"));
            }
            for (String name : List.of("execute", "attempt", "run ledger.transfer")) {
                assertEquals(
                        Status.StatusCode.STATUS_CODE_ERROR,
                        collector.span(name).getStatus().getCode());
            }
            assertEquals(
                    "java.io.IOException",
                    attributes(collector.span("attempt").getAttributesList()).get("error.type"));
            assertEquals(
                    "failure",
                    attributes(collector.span("run ledger.transfer").getAttributesList())
                            .get("error.type"));
        }
    }

    @Test
    void aTraceThatIsNotRecordedIsNotSent() throws Exception {
        try (var collector = Collector.open()) {
            try (var export = export(collector.address(), 512, 100)) {
                export.on(
                        SampleEvents.attempt(
                                RUN,
                                "files.cleanup",
                                Attempt.State.SUCCEEDED,
                                "00-" + TRACE + "-" + SPAN + "-00",
                                OUTSIDE,
                                SampleEvents.plain()));
                export.on(SampleEvents.finished(RUN, "files.cleanup", RunResult.SUCCESS));
                export.on(SampleEvents.finished("another", "files.cleanup", RunResult.SUCCESS));
            }
            assertEquals(1, collector.spans().size());
        }
    }

    @Test
    void aMalformedIdCostsItsOwnSpansOnly() throws Exception {
        try (var collector = Collector.open()) {
            try (var export = export(collector.address(), 512, 100)) {
                export.on(
                        SampleEvents.attempt(
                                RUN,
                                "files.cleanup",
                                Attempt.State.SUCCEEDED,
                                "nonsense",
                                null,
                                SampleEvents.plain()));
                export.on(SampleEvents.finished(RUN, "files.cleanup", RunResult.SUCCESS));
            }
            assertEquals(1, collector.spans().size());
        }
        assertEquals(1, dropped("undelivered"));
    }

    @Test
    void noCollectorIsOneWarningAndAllIsCounted() throws Exception {
        String nobody;
        try (var collector = Collector.open()) {
            nobody = collector.address();
        }
        try (var log = new CapturedLog(TraceExport.class)) {
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
                var log = new CapturedLog(TraceExport.class)) {
            var export =
                    new TraceExport(
                            new TraceExport.Limits(
                                    100,
                                    1,
                                    Duration.ofSeconds(30),
                                    Duration.ofMillis(100),
                                    Duration.ofSeconds(5)),
                            new RunSpans("1"),
                            RunTraces.traces(collector.address()),
                            OtlpHttp::exporter,
                            meters);
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
                        TraceExport.Limits.DEFAULT,
                        new RunSpans("1"),
                        URI.create("http://127.0.0.1:9"),
                        _ -> {
                            throw new AssertionError("connected");
                        },
                        meters);
        export.on(SampleEvents.running(RUN, "x", 1));
        export.close();
        assertEquals(0, dropped("undelivered") + dropped("overflow"));
    }

    @Test
    void theEndpointIsChecked() {
        assertEquals(
                "http://127.0.0.1:4318/v1/traces",
                RunTraces.traces("http://127.0.0.1:4318").toString());
        assertEquals(
                "https://otlp.acme.example/x/v1/traces",
                RunTraces.traces("https://otlp.acme.example/x/").toString());
        assertEquals(
                "http://c:4318/v1/traces", RunTraces.traces("http://c:4318/v1/traces").toString());
        for (String bad : List.of("127.0.0.1:4318", "localhost", "ftp://c:21", "http://a b", "/")) {
            var refused = assertThrows(IllegalArgumentException.class, () -> RunTraces.traces(bad));
            assertTrue(refused.getMessage().endsWith("got " + bad), refused.getMessage());
            assertFalse(refused.getMessage().contains("null"));
        }
    }

    /** One that has all the time to deliver when it is closed. */
    private TraceExport export(String address, int batch, int events) {
        return export(address, batch, events, Duration.ofSeconds(30));
    }

    private TraceExport export(String address, int batch, int events, Duration close) {
        return new TraceExport(
                new TraceExport.Limits(
                        events, batch, Duration.ofSeconds(30), Duration.ofSeconds(5), close),
                new RunSpans("9.8.7"),
                RunTraces.traces(address),
                OtlpHttp::exporter,
                meters);
    }

    private static Event attempt(Attempt.State state, String parentSpan) {
        return SampleEvents.attempt(RUN, "files.cleanup", state, SPAN, parentSpan);
    }

    private double dropped(String reason) {
        String series = "gantry_telemetry_dropped_total{reason=\"" + reason + "\"} ";
        return new String(meters.scrape(null).body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }
}
