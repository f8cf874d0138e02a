package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;

import dev.gantry.itests.tasks.Flaky;
import dev.gantry.itests.tasks.Hanging;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** What leaves Gantry as metrics, traces and events. */
class TelemetryIT {
    @TempDir Path folder;

    @Test
    void metricsTracesAndEventsTellOfARun() throws Exception {
        List<byte[]> received = new CopyOnWriteArrayList<>();
        HttpServer collector =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext(
                "/v1/traces",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
                        body =
                                new java.util.zip.GZIPInputStream(
                                                new java.io.ByteArrayInputStream(body))
                                        .readAllBytes();
                    }
                    received.add(body);
                    exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        collector.start();
        String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort();
        try (Gantry gantry =
                Gantry.start(
                        folder.resolve("home"),
                        "--set",
                        "gantry.telemetry.otlp.endpoint=" + endpoint)) {
            gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class));
            gantry.awaitRevision("test.tasks", "active");
            var run = gantry.run("test.flaky", "{\"failures\":1}");

            String metrics =
                    gantry.await(
                            "the run in the metrics",
                            () -> gantry.send("GET", "/metrics", null).raw().body(),
                            text ->
                                    text.contains(
                                            "gantry_runs_finished_total{result=\"success\","
                                                    + "task=\"test.flaky\"} 1.0"));
            for (String name :
                    List.of(
                            "gantry_runs_started_total",
                            "gantry_runs_active",
                            "gantry_run_duration_seconds",
                            "gantry_run_wait_seconds",
                            "gantry_attempts_total",
                            "gantry_queue_depth",
                            "gantry_slots",
                            "gantry_plugin_info",
                            "gantry_store_commit_seconds",
                            "gantry_store_bytes",
                            "jvm_memory_used_bytes")) {
                assertTrue(metrics.contains(name), name + " in\n" + metrics);
            }

            assertDocumented(metrics);

            byte[] trace = HexFormat.of().parseHex(run.path("traceId").asString());
            String spans =
                    gantry.await(
                            "the trace at the collector",
                            () ->
                                    received.stream()
                                            .filter(body -> contains(body, trace))
                                            .map(b -> new String(b, StandardCharsets.ISO_8859_1))
                                            .collect(Collectors.joining()),
                            text -> text.contains("run test.flaky") && text.contains("attempt"));
            assertTrue(spans.contains(run.path("id").asString()));

            var stream =
                    gantry.send(
                            gantry.request("/api/v1/events")
                                    .header("Accept", "text/event-stream")
                                    .header("Last-Event-ID", "0")
                                    .build(),
                            BodyHandlers.ofLines());
            assertEquals(200, stream.statusCode());
            String event =
                    stream.body()
                            .filter(
                                    line ->
                                            line.contains("dev.gantry.run.finished.v1")
                                                    && line.startsWith("data:"))
                            .findFirst()
                            .orElseThrow();
            assertTrue(event.contains(run.path("id").asString()), event);
            assertTrue(event.contains("\"specversion\":\"1.0\""), event);
        } finally {
            collector.stop(0);
        }
    }

    @Test
    void aPluginsGaugeThatHangsIsNamedAndHoldsUpOneScrapeOnly() throws Exception {
        try (Gantry gantry =
                Gantry.start(folder.resolve("home"), "--set", "gantry.metrics.timeout=PT1S")) {
            gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Hanging.class));
            gantry.awaitRevision("test.tasks", "active");
            gantry.await(
                    "the meters of the JVM to be there",
                    () -> gantry.send("GET", "/metrics", null).status(),
                    status -> status == 200);
            gantry.run("test.hanging", "{}");

            Gantry.Answer late = gantry.send("GET", "/metrics", null);
            assertEquals(503, late.status(), late.raw().body());
            assertEquals("1", late.header("Retry-After"));
            assertTrue(
                    late.body().path("detail").asString().contains("gantry.metrics.timeout"),
                    late.raw().body());
            assertEquals(200, gantry.send("GET", "/metrics", null).status());
            assertTrue(
                    gantry.log().contains("gantry_plugin_tasks_stuck of plugin test.tasks"),
                    gantry.log());
        }
    }

    private static void assertDocumented(String metrics) throws Exception {
        String docs =
                Files.readString(
                        Path.of(System.getProperty("gantry.source"))
                                .resolve("distribution/docs/reference/metrics.md"));
        List<String> missing =
                metrics.lines()
                        .filter(line -> line.startsWith("# TYPE gantry_"))
                        .map(line -> line.split(" ")[2])
                        .filter(name -> !name.endsWith("_max") && !docs.contains("`" + name + "`"))
                        .toList();
        assertEquals(List.of(), missing, "metrics that the reference does not list");
    }

    private static boolean contains(byte[] body, byte[] part) {
        return new String(body, StandardCharsets.ISO_8859_1)
                .contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}
