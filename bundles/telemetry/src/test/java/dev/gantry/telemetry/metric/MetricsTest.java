package dev.gantry.telemetry.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;

import dev.gantry.spi.config.Settings;
import dev.gantry.telemetry.CapturedLog;
import dev.gantry.telemetry.Collector;
import dev.gantry.telemetry.PrometheusMeters;
import dev.gantry.telemetry.otlp.Origin;
import dev.gantry.telemetry.otlp.OtlpSettings;

import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Metrics that Gantry sends instead of being asked. */
class MetricsTest {
    private final PrometheusMeters meters = new PrometheusMeters();

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void theLastStateIsSentAtTheEndToo() throws Exception {
        meters.counter("gantry_x_total", "how many", "task", "a \"b\"\nc").add(3);
        meters.timer("gantry_x_seconds", "how long", "task", "t").record(Duration.ofMillis(3));
        meters.timer("gantry_x_seconds", "how long", "task", "t").record(Duration.ofMinutes(10));
        meters.gauge("gantry_depth", "how much", () -> 7.5, "queue", "gold");
        try (var collector = Collector.open()) {
            new MetricsByOtlp.Sending(
                            OtlpSettings.plain(collector.address()),
                            Origin.of(new Settings(key -> null)),
                            Duration.ofHours(1),
                            meters,
                            meters)
                    .close();
            Metric counter = collector.metric("gantry_x_total");
            assertTrue(counter.getSum().getIsMonotonic());
            assertEquals(
                    AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE,
                    counter.getSum().getAggregationTemporality());
            var point = counter.getSum().getDataPoints(0);
            assertEquals(3, point.getAsDouble());
            assertEquals("a \"b\"\nc", point.getAttributes(0).getValue().getStringValue());
            assertTrue(point.getStartTimeUnixNano() > 0);
            Metric gauge = collector.metric("gantry_depth");
            assertEquals(7.5, gauge.getGauge().getDataPoints(0).getAsDouble());
            assertEquals("how much", gauge.getDescription());
            Metric timer = collector.metric("gantry_x_seconds");
            assertEquals("s", timer.getUnit());
            HistogramDataPoint times = timer.getHistogram().getDataPoints(0);
            assertEquals(2, times.getCount());
            assertEquals(600.003, times.getSum(), 1e-6);
            assertEquals(times.getExplicitBoundsCount() + 1, times.getBucketCountsCount());
            assertEquals(1, times.getBucketCounts(times.getBucketCountsCount() - 1));
            assertEquals(2, times.getBucketCountsList().stream().mapToLong(Long::longValue).sum());
        }
    }

    @Test
    void aPushgatewayGetsAllAndIsLeftEmpty() throws Exception {
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    requests.add(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestURI()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Authorization")
                                    + "\n"
                                    + body);
                    exchange.sendResponseHeaders(202, -1);
                    exchange.close();
                });
        server.start();
        try (var gateway = gateway("http://u:p@127.0.0.1:" + server.getAddress().getPort())) {
            meters.counter("gantry_x_total", "x").increment();
            gateway.push();
            gateway.remove();
        } finally {
            server.stop(0);
        }
        String group = "/metrics/job/nightly%20jobs/instance/n1 Basic dTpw\n";
        assertTrue(requests.get(0).startsWith("PUT " + group), requests.get(0));
        assertTrue(requests.get(0).contains("gantry_x_total 1.0"), requests.get(0));
        assertEquals("DELETE " + group, requests.get(1));
    }

    @Test
    void aPushgatewayThatIsAwayIsToldOnceAndCounted() throws Exception {
        try (var gateway = gateway("http://127.0.0.1:9");
                var log = new CapturedLog(Pushgateway.class)) {
            gateway.push();
            gateway.push();
            assertEquals(1, log.warnings().size());
            assertTrue(log.warnings().getFirst().contains(Pushgateway.URL));
        }
        assertTrue(
                new String(meters.scrape(null).body(), StandardCharsets.UTF_8)
                        .contains("test_unpushed_total 2.0"));
        var refused = assertThrows(IllegalArgumentException.class, () -> gateway("u:secret@x"));
        assertFalse(refused.getMessage().contains("secret"));
    }

    private Pushgateway gateway(String url) {
        return new Pushgateway(
                url, "nightly jobs", "n1", meters, meters.counter("test_unpushed_total", "x"));
    }
}
