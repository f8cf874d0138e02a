package dev.gantry.telemetry.trace;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.trace.Sampling;
import dev.gantry.telemetry.Exemplars;
import dev.gantry.telemetry.PrometheusMeters;
import dev.gantry.telemetry.SampleEvents;
import dev.gantry.telemetry.otlp.Origin;
import dev.gantry.telemetry.otlp.OtlpHttp;
import dev.gantry.telemetry.otlp.OtlpSettings;
import dev.gantry.telemetry.otlp.Outbox;

import org.junit.jupiter.api.AfterEach;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sends traces to a collector, or tries to. */
abstract class TraceExportFixture {
    static final String RUN = "0c7f2m9x4e1a0";
    static final String SPAN = "00f067aa0ba902b7";
    static final String OUTSIDE = "53995c3f42cd8ad8";

    static final Sampling.Rule ALL = new Sampling.Rule(0, Duration.ofSeconds(10));
    static final RunSpans SPANS =
            new RunSpans(
                    Origin.of(new Settings(key -> key.equals("gantry.version") ? "9.8.7" : null)));

    final PrometheusMeters meters = new PrometheusMeters();
    final Shown shown = new Shown();

    /** The traces that are put beside numbers. */
    static final class Shown implements Exemplars {
        final Set<String> runs = ConcurrentHashMap.newKeySet();
        final Set<String> attempts = ConcurrentHashMap.newKeySet();

        @Override
        public void of(Event.RunChanged run) {
            runs.add(run.traceId());
        }

        @Override
        public void of(Event.AttemptFinished attempt, String traceId) {
            attempts.add(traceId);
        }
    }

    @AfterEach
    void close() {
        meters.close();
    }

    TraceExport export(String address, int batch, int events) {
        return export(address, batch, events, Duration.ofSeconds(30));
    }

    TraceExport export(String address, int batch, int events, Duration close) {
        return export(
                new OtlpSettings(address, Map.of(), true, null, Duration.ofSeconds(4)),
                new Outbox.Limits(events, 1 << 20, batch, Duration.ofSeconds(30), close));
    }

    TraceExport export(OtlpSettings settings, Outbox.Limits limits) {
        return new TraceExport(
                new TraceExport.Holding(limits, Tail.Limits.DEFAULT, ALL),
                SPANS,
                settings,
                OtlpHttp::spans,
                meters,
                shown);
    }

    static Event attempt(Attempt.State state, String parentSpan) {
        return SampleEvents.attempt(RUN, "files.cleanup", state, SPAN, parentSpan);
    }

    double dropped(String reason) {
        String series =
                "gantry_telemetry_dropped_total{reason=\"" + reason + "\",signal=\"traces\"} ";
        return new String(meters.scrape(null).body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }
}
