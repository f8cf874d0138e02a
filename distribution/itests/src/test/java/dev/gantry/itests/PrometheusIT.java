package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Caller;
import dev.gantry.itests.tasks.Flaky;
import dev.gantry.itests.tasks.Metered;
import dev.gantry.itests.tasks.Version;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Debian's Prometheus scrapes Gantry. */
class PrometheusIT {
    @TempDir Path folder;

    @BeforeEach
    void prometheus() {
        Prometheus.require();
    }

    @Test
    void everyQueryInTheDocsHasAnAnswerAndPromtoolHasNoComplaint() throws Exception {
        Path well = Files.writeString(folder.resolve("well"), "");
        Path old = Files.createDirectories(folder.resolve("old"));
        try (Gantry gantry = Gantry.start(folder.resolve("home"))) {
            gantry.drop(
                    PluginJar.make(
                            folder,
                            "test.tasks",
                            "1.0.0",
                            Flaky.class,
                            Caller.class,
                            Version.class,
                            Metered.class));
            gantry.drop(PluginJar.sample("files"));
            gantry.awaitRevision("test.tasks", "active");
            gantry.awaitRevision("dev.gantry.sample.files", "active");
            done(gantry.cli("plugin", "limit", "test.tasks", "50"));
            done(gantry.cli("tenant", "set", "default", "--max-running", "100"));
            done(gantry.cli("task", "limits", "set", "test.version", "--max-running", "10"));
            start(gantry, "test.version", "{\"work\":\"PT60S\"}");
            try (Prometheus prometheus =
                    Prometheus.start(folder.resolve("prometheus"), gantry, "exemplar-storage")) {
                List<String> queries =
                        Prometheus.queries(
                                Path.of(System.getProperty("gantry.source"))
                                        .resolve("distribution/docs/telemetry.md"));
                assertTrue(queries.size() > 30, queries.toString());
                for (int i = 0; i < 12; i++) {
                    work(gantry, well, old, i);
                    if (i % 3 == 2) {
                        // rates want several looks with something new in each
                        prometheus.await(
                                "gantry_plugin_files_deleted_total{plugin="
                                        + "\"dev.gantry.sample.files\"} >= "
                                        + (i + 1));
                    }
                }
                for (String query : queries) {
                    prometheus.await(query);
                }
                double ratio =
                        number(
                                prometheus.await(
                                        "sum(gantry_runs_finished_total{task=\"test.flaky\","
                                                + "result=\"failure\"}) == 6"));
                assertEquals(6, ratio);
                assertEquals(
                        12,
                        number(
                                prometheus.await(
                                        "gantry_plugin_files_deleted_total{plugin="
                                                + "\"dev.gantry.sample.files\"} == 12")));
                JsonNode exemplars =
                        prometheus.awaitExemplars(
                                "gantry_run_duration_seconds_bucket{task=\"test.flaky\"}");
                Set<String> traces = new HashSet<>();
                exemplars.forEach(
                        series ->
                                series.path("exemplars")
                                        .forEach(
                                                one ->
                                                        traces.add(
                                                                one.path("labels")
                                                                        .path("trace_id")
                                                                        .asString())));
                Set<String> runs = new HashSet<>();
                gantry.get("/api/v1/runs?task=test.flaky&limit=100")
                        .path("items")
                        .forEach(run -> runs.add(run.path("traceId").asString()));
                assertTrue(runs.containsAll(traces), traces + " in " + runs);
            }
            String text = gantry.send("GET", "/metrics", null).raw().body();
            assertEquals("", Prometheus.complaints(folder, text));
            assertTrue(
                    text.contains(
                            "gantry_plugin_tasks_metered_total{kind=\"even\","
                                    + "plugin=\"test.tasks\",version=\"1.0.0\"} 6.0"),
                    text);
            assertTrue(text.contains("gantry_plugin_tasks_metered_seconds_count{"), text);
        }
    }

    private static void done(Gantry.Exit exit) {
        assertEquals(0, exit.code(), exit.err());
    }

    private static void start(Gantry gantry, String task, String params) throws Exception {
        gantry.send("POST", "/api/v1/tasks/" + task + "/runs", "{\"params\":" + params + "}");
    }

    private void work(Gantry gantry, Path well, Path old, int round) throws Exception {
        gantry.run("test.flaky", "{\"failures\":1}");
        if (round % 2 == 0) {
            gantry.run("test.flaky", "{\"failures\":1,\"permanent\":true}");
        }
        gantry.run(
                "test.caller",
                "{\"well\":\"%s\",\"trail\":\"%s\"}".formatted(well, folder.resolve("trail")));
        gantry.run("test.metered", "{\"number\":" + round + "}");
        Files.writeString(old.resolve("file" + round), "old");
        gantry.run("files.cleanup", "{\"directory\":\"%s\",\"olderThan\":\"PT0S\"}".formatted(old));
    }

    private static double number(JsonNode result) {
        return Double.parseDouble(result.path(0).path("value").path(1).asString());
    }

    @Test
    void nativeHistogramsAndCommonLabelsArriveAndALeavingPluginTakesItsSeries() throws Exception {
        try (Gantry gantry =
                Gantry.start(
                        folder.resolve("home"),
                        "--set",
                        "gantry.metrics.native=true",
                        "--set",
                        "gantry.telemetry.labels=service=orders,env=test")) {
            Path jar = PluginJar.make(folder, "test.metered", "1.0.0", Metered.class);
            Path dropped = gantry.drop(jar);
            gantry.awaitRevision("test.metered", "active");
            try (Prometheus prometheus =
                    Prometheus.start(folder.resolve("prometheus"), gantry, "native-histograms")) {
                for (int i = 0; i < 20; i++) {
                    gantry.run("test.metered", "{\"number\":" + i + "}");
                }
                JsonNode count =
                        prometheus.await(
                                "histogram_count(gantry_run_duration_seconds{task=\"test.metered\","
                                        + "service=\"orders\",env=\"test\"}) == 20");
                assertEquals(20, number(count));
                double half =
                        number(
                                prometheus.await(
                                        "histogram_quantile(0.5, gantry_plugin_metered_metered_seconds)"
                                                + " > 0"));
                assertTrue(half > 0.06 && half < 0.08, "70 ms in steps of 9 %: " + half);
                prometheus.await("gantry_plugin_metered_open == 1");
                prometheus.await("jvm_info{env=\"test\"}");
                Files.delete(dropped);
                prometheus.await("absent(gantry_plugin_metered_open)");
                prometheus.await("absent(gantry_plugin_metered_metered_total)");
            }
        }
    }

    @Test
    void scrapesThatComeTogetherAreAllAnswered() throws Exception {
        try (Gantry gantry =
                        Gantry.start(
                                folder.resolve("home"), "--set", "gantry.metrics.scrapes=200");
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(
                        callers.submit(
                                () ->
                                        gantry.send(
                                                gantry.request("/metrics").build(),
                                                BodyHandlers.ofString())));
            }
            for (Future<HttpResponse<String>> one : all) {
                assertEquals(200, one.get().statusCode());
                assertTrue(one.get().body().contains("gantry_runs_started_total 0.0"));
            }
            HttpResponse<String> head =
                    gantry.send(gantry.request("/metrics").HEAD().build(), BodyHandlers.ofString());
            assertEquals(200, head.statusCode());
            assertFalse(head.headers().firstValue("Content-Type").isEmpty());
        }
    }
}
