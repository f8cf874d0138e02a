package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Voyage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A trace of Gantry in Zipkin: as its API tells it and, for who asks, as its page shows it. */
class ZipkinIT {
    private static final String TRACE = "7d1f4a90c2b35e6884a0de13f9b6c527";
    private static final String CALLER = "00f067aa0ba902b7";

    @TempDir Path folder;

    @Test
    void zipkinShowsTheCallTheRunItsAttemptsTheChildAndWhatFailed() throws Exception {
        Files.createFile(folder.resolve("sailed"));
        try (Zipkin zipkin = Zipkin.start(folder.resolve("zipkin"));
                Receiver bridge = new Receiver(zipkin::add);
                Gantry gantry =
                        Gantry.start(
                                folder.resolve("home"),
                                "--set",
                                "gantry.telemetry.service=harbour",
                                "--set",
                                "gantry.telemetry.otlp.endpoint=" + bridge.address())) {
            call(gantry, zipkin);
            JsonNode trace =
                    gantry.await(
                            "the trace in Zipkin",
                            () -> zipkin.trace(TRACE),
                            spans -> spans.size() == 8);
            assertTree(trace);
            List<String> services =
                    zipkin.services().valueStream().map(JsonNode::asString).toList();
            assertEquals(List.of("harbour", "shop"), services);
            String picture = System.getProperty("zipkin.picture");
            if (picture != null) {
                take(zipkin.page(TRACE), Path.of(picture));
            }
        }
    }

    /** Somebody's service, which is traced too, has Gantry do something. */
    private void call(Gantry gantry, Zipkin zipkin) throws Exception {
        Path exec = PluginJar.sample("process");
        gantry.drop(exec);
        gantry.awaitRevision(exec.getFileName().toString(), "active");
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Voyage.class));
        gantry.awaitRevision("test.tasks", "active");
        Instant start = Instant.now();
        JsonNode run =
                gantry.send(
                                "POST",
                                "/api/v1/tasks/test.voyage/runs?wait=PT30S",
                                "{\"params\":{\"folder\":\"" + folder + "\"}}",
                                "traceparent",
                                "00-" + TRACE + "-" + CALLER + "-01")
                        .body();
        assertEquals("success", run.path("result").asString(), run.toString());
        zipkin.add(
                List.of(
                        Map.of(
                                "traceId",
                                TRACE,
                                "id",
                                CALLER,
                                "name",
                                "book a voyage",
                                "kind",
                                "PRODUCER",
                                "timestamp",
                                ChronoUnit.MICROS.between(Instant.EPOCH, start),
                                "duration",
                                Duration.between(start, Instant.now()).toNanos() / 1000,
                                "localEndpoint",
                                Map.of("serviceName", "shop"))));
    }

    private static void assertTree(JsonNode trace) {
        JsonNode run = only(below(trace, CALLER));
        assertEquals("run test.voyage", run.path("name").asString());
        assertEquals("CONSUMER", run.path("kind").asString());
        List<JsonNode> attempts = below(trace, id(run));
        assertEquals(2, attempts.size(), trace.toString());
        JsonNode first = attempts.getFirst();
        assertEquals("1", tag(first, "gantry.attempt"));
        assertEquals("java.io.IOException", tag(first, "error"));
        assertEquals("2", tag(attempts.getLast(), "gantry.attempt"));
        assertEquals("", tag(attempts.getLast(), "error"));
        JsonNode child =
                only(
                        below(trace, id(first)).stream()
                                .filter(span -> span.path("name").asString().startsWith("run "))
                                .toList());
        assertEquals("run process.exec", child.path("name").asString());
        assertEquals("attempt", only(below(trace, id(child))).path("name").asString());
        for (JsonNode attempt : attempts) {
            JsonNode land = below(trace, id(attempt)).getLast();
            assertEquals("land", land.path("name").asString());
            assertEquals(tag(attempt, "gantry.attempt"), tag(land, "attempt"));
        }
    }

    /** In the order of their starts. */
    private static List<JsonNode> below(JsonNode trace, String parent) {
        return trace.valueStream()
                .filter(span -> span.path("parentId").asString("").equals(parent))
                .sorted(Comparator.comparingLong(span -> span.path("timestamp").asLong()))
                .toList();
    }

    private static JsonNode only(List<JsonNode> spans) {
        assertEquals(1, spans.size(), spans.toString());
        return spans.getFirst();
    }

    private static String id(JsonNode span) {
        return span.path("id").asString();
    }

    private static String tag(JsonNode span, String name) {
        return span.path("tags").path(name).asString("");
    }

    /** What a browser shows. */
    private void take(String page, Path picture) throws Exception {
        Process browser =
                new ProcessBuilder(
                                "chromium",
                                "--headless",
                                "--no-sandbox",
                                "--hide-scrollbars",
                                "--user-data-dir=" + folder.resolve("browser"),
                                "--window-size=1280,720",
                                "--virtual-time-budget=20000",
                                "--screenshot=" + picture.toAbsolutePath(),
                                page)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("browser.txt").toFile())
                        .start();
        assertTrue(browser.waitFor(60, TimeUnit.SECONDS), "the browser has not ended");
        assertTrue(Files.size(picture) > 0, picture + " is empty");
    }
}
