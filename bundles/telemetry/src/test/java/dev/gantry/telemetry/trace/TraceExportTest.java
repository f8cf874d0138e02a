package dev.gantry.telemetry.trace;

import static dev.gantry.telemetry.Collector.attributes;
import static dev.gantry.telemetry.Collector.id;
import static dev.gantry.telemetry.SampleEvents.CREATED;
import static dev.gantry.telemetry.SampleEvents.FINISHED;
import static dev.gantry.telemetry.SampleEvents.STARTED;
import static dev.gantry.telemetry.SampleEvents.TRACE;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.SpanIds;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.trace.Sampling;
import dev.gantry.spi.trace.WorkSpan;
import dev.gantry.spi.trace.WorkSpans;
import dev.gantry.telemetry.Collector;
import dev.gantry.telemetry.SampleEvents;
import dev.gantry.telemetry.otlp.OtlpHttp;
import dev.gantry.telemetry.otlp.OtlpSettings;
import dev.gantry.telemetry.otlp.Outbox;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

class TraceExportTest extends TraceExportFixture {
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
                export.on(
                        SampleEvents.finished(
                                RUN,
                                "files.cleanup",
                                RunResult.SUCCESS,
                                new Event.Origin(OUTSIDE, true, "a=b", null, List.of())));
            }
            Span root = collector.span("run files.cleanup");
            assertEquals(OUTSIDE, id(root.getParentSpanId()));
            assertEquals("a=b", root.getTraceState());
            assertEquals(Span.SpanKind.SPAN_KIND_CONSUMER, root.getKind());
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
                export.on(
                        SampleEvents.finished(
                                RUN,
                                "files.cleanup",
                                RunResult.SUCCESS,
                                new Event.Origin(OUTSIDE, false, "", null, List.of())));
                assertEquals(Set.of(), shown.runs);
                export.on(SampleEvents.finished("another", "files.cleanup", RunResult.SUCCESS));
            }
            assertEquals(1, collector.spans().size());
            assertEquals(Set.of(TRACE), shown.runs);
            assertEquals(Set.of(), shown.attempts);
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
    void spansOfThePluginHangInTheAttempt() throws Exception {
        WorkSpan call =
                new WorkSpan(
                        "GET",
                        "client",
                        "1111111111111111",
                        SPAN,
                        STARTED,
                        STARTED.plusMillis(40),
                        Map.of("http.response.status_code", 503L, "ok", false, "x", 1.5, "y", "z"),
                        "java.io.IOException",
                        "no",
                        true);
        try (var collector = Collector.open()) {
            try (var export = export(collector.address(), 512, 100)) {
                export.add(
                        new WorkSpans(
                                TRACE,
                                "",
                                RUN,
                                "files.cleanup",
                                1,
                                SampleEvents.FILES,
                                "default",
                                List.of(call),
                                2));
                export.on(attempt(Attempt.State.SUCCEEDED, null));
                export.on(SampleEvents.finished(RUN, "files.cleanup", RunResult.SUCCESS));
            }
            Span span = collector.span("GET");
            assertEquals(SPAN, id(span.getParentSpanId()));
            assertEquals(Span.SpanKind.SPAN_KIND_CLIENT, span.getKind());
            assertEquals(Status.StatusCode.STATUS_CODE_ERROR, span.getStatus().getCode());
            assertEquals("no", span.getStatus().getMessage());
            var told = attributes(span.getAttributesList());
            assertEquals("503", told.get("http.response.status_code"));
            assertEquals("java.io.IOException", told.get("error.type"));
            assertEquals(RUN, told.get("gantry.run.id"));
            assertTrue(told.containsKey("gantry.span.unclosed"));
        }
        assertEquals(2, dropped("limit"));
    }

    @Test
    void aRunLinksToWhatElseLedToIt() throws Exception {
        String first = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";
        String second = "00-" + "c".repeat(32) + "-" + "d".repeat(16) + "-00";
        try (var collector = Collector.open()) {
            try (var export = export(collector.address(), 512, 100)) {
                export.on(
                        SampleEvents.finished(
                                RUN,
                                "files.cleanup",
                                RunResult.SUCCESS,
                                new Event.Origin(null, true, "", null, List.of(first, second))));
            }
            Span root = collector.span("run files.cleanup");
            assertEquals("", id(root.getParentSpanId()));
            assertEquals("a".repeat(32), id(root.getLinks(0).getTraceId()));
            assertEquals("b".repeat(16), id(root.getLinks(0).getSpanId()));
            assertEquals("d".repeat(16), id(root.getLinks(1).getSpanId()));
        }
    }

    @Test
    void whatSamplingLeavesIsNotSentAndWhatItKeepsSaysForHowManyItStands() throws Exception {
        try (var collector = Collector.open()) {
            var export =
                    new TraceExport(
                            new TraceExport.Holding(
                                    new Outbox.Limits(
                                            100_000,
                                            1 << 20,
                                            512,
                                            Duration.ofMillis(50),
                                            Duration.ofSeconds(10)),
                                    Tail.Limits.DEFAULT,
                                    new Sampling.Rule(1000, Duration.ofSeconds(10))),
                            SPANS,
                            OtlpSettings.plain(collector.address()),
                            OtlpHttp::spans,
                            meters,
                            shown);
            Random random = new Random(7);
            try (export) {
                for (int i = 0; i < 20_000; i++) {
                    export.on(of(random, i, RunResult.SUCCESS));
                }
                export.on(of(random, 0, RunResult.FAILURE));
            }
            assertTrue(collector.spans().size() < 10_000, "" + collector.spans().size());
            Span many =
                    collector.spans().stream()
                            .filter(span -> weight(span) > 1)
                            .findFirst()
                            .orElseThrow();
            assertTrue(many.getTraceState().startsWith("ot=th:"), many.getTraceState());
            Span failed =
                    collector.spans().stream()
                            .filter(span -> span.getStatus().getCodeValue() != 0)
                            .findFirst()
                            .orElseThrow();
            assertEquals(1, weight(failed));
            assertEquals(
                    collector.spans().stream()
                            .map(span -> id(span.getTraceId()))
                            .collect(Collectors.toSet()),
                    shown.runs,
                    "exemplars are of what is kept, and of nothing else");
        }
    }

    private static double weight(Span span) {
        return span.getAttributesList().stream()
                .filter(each -> each.getKey().equals("gantry.sample.weight"))
                .mapToDouble(each -> each.getValue().getDoubleValue())
                .findFirst()
                .orElse(1);
    }

    private static Event of(Random random, int number, RunResult result) {
        Event.RunChanged one = SampleEvents.finished("r" + number, "x", result);
        return new Event.RunChanged(
                one.at(),
                one.id(),
                one.task(),
                one.plugin(),
                one.state(),
                result,
                result == RunResult.SUCCESS ? null : "it broke",
                1,
                one.tenant(),
                one.sla(),
                "%016x%016x".formatted(random.nextLong() | 1, random.nextLong()),
                one.createdAt(),
                one.startedAt());
    }
}
