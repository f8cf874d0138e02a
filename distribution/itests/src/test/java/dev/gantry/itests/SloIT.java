package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.itests.tasks.Flaky;
import dev.gantry.itests.tasks.Version;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Objectives: in files, evaluated by Gantry and, by the rules that it makes, by Prometheus. */
class SloIT {
    private static final String SLOS =
            """
            objectives:
              - id: flaky-up
                task: test.flaky
                kind: availability
                objective: 99
                minimum: 8
              - id: flaky-quick
                task: test.*
                kind: latency
                threshold: PT1M
                objective: 95
              - id: flaky-soon
                task: test.flaky
                kind: wait
                threshold: PT1S
                objective: 50
            """;

    private static final String MORE =
            """
              - id: version-quick
                task: test.vers*
                kind: latency
                threshold: PT0.1S
                objective: 95
              - id: version-soon
                task: test.version
                kind: wait
                threshold: PT0.1S
                objective: 50
            """;

    @TempDir Path folder;

    @Test
    void objectivesOutliveTheirFilesAndGantry() throws Exception {
        Path home = folder.resolve("home");
        Path file = write(home, SLOS);
        Instant last;
        try (Gantry gantry = start(home)) {
            fail(gantry, 7);
            gantry.run("test.flaky", "{\"failures\":0}");
            JsonNode slo =
                    gantry.await(
                            "the alert",
                            () -> gantry.get("/api/v1/slos/flaky-up"),
                            seen -> seen.at("/alerts/0/firing").asBoolean());
            last = Instant.now();
            assertEquals(8, slo.path("total").asInt(), slo.toString());
            assertEquals(1, slo.path("good").asInt(), slo.toString());
            assertTrue(slo.path("budgetRemaining").asDouble() < -80, slo.toString());
            String metrics = gantry.send("GET", "/metrics", null).raw().body();
            assertEquals(1, value(metrics, "gantry_slo_alert", "flaky-up", "page"));
            assertEquals(0, value(metrics, "gantry_slo_alert", "flaky-quick", "page"));
            assertEquals(87.5, value(metrics, "gantry_slo_burn_rate", "flaky-up", "3d"), 0.01);
            assertEquals(
                    1, value(metrics, "gantry_slo_error_budget_remaining_ratio", "flaky-quick"));
            assertSpelledAsScraped(gantry, metrics);
            assertTrue(gantry.log().contains("flaky-up: the error budget of test.flaky burns"));

            Files.writeString(file, SLOS.replace("PT1M", "PT3S"));
            gantry.await(
                    "the problem of the file",
                    () -> gantry.cli("slo", "list").out(),
                    text ->
                            text.contains("conf/slos/flaky.yaml, line 10: threshold has to be")
                                    && text.contains("PT2.5S and PT5S")
                                    && text.contains("flaky-up"));
            Gantry.Exit shown = gantry.cli("slo", "show", "flaky-up");
            assertTrue(shown.out().contains("1 of 8"), shown.out() + shown.err());
            gantry.await(
                    "the counts on disk",
                    Instant::now,
                    now -> now.isAfter(last.plus(Duration.ofSeconds(12))));
            gantry.kill();
        }
        try (Gantry gantry = start(home)) {
            JsonNode slos =
                    gantry.await(
                            "the counts from before",
                            () -> gantry.get("/api/v1/slos"),
                            seen -> seen.at("/items/2/total").asInt() == 8);
            assertEquals("flaky-up", slos.at("/items/2/id").asString());
            assertTrue(slos.at("/items/2/alerts/0/firing").asBoolean(), slos.toString());
            assertTrue(slos.at("/problems/0/problem").asString().contains("line 10"));
            assertEquals(0, gantry.stop());
        }
    }

    @Test
    void prometheusAlertsAsGantryDoes() throws Exception {
        assumeTrue(installed("prometheus") && installed("promtool"), "no Prometheus here");
        Path home = folder.resolve("home");
        write(home, SLOS + MORE);
        Path rules = folder.resolve("rules");
        try (Gantry gantry = start(home)) {
            Gantry.Exit made = gantry.cli("slo", "rules", "--out", rules.toString());
            assertEquals(0, made.code(), made.err());
            try (Stream<Path> files = Files.list(rules)) {
                for (Path each : files.sorted().toList()) {
                    boolean test = each.toString().endsWith(".test.yaml");
                    promtool(test ? "test" : "check", "rules", each.toString());
                }
            }
            quicken(rules);
            int port = freePort();
            Process prometheus = prometheus(gantry, port);
            try {
                gantry.await(
                        "Prometheus to have seen that nothing failed",
                        () ->
                                query(
                                        gantry,
                                        port,
                                        "gantry_runs_finished_total{task=\"test.flaky\","
                                                + "result=\"failure\"} == 0"),
                        found -> !found.isEmpty());
                fail(gantry, 10);
                gantry.await(
                        "the alert in Gantry",
                        () -> gantry.get("/api/v1/slos/flaky-up"),
                        seen -> seen.at("/alerts/0/firing").asBoolean());
                JsonNode alert =
                        gantry.await(
                                "the alert in Prometheus",
                                () -> query(gantry, port, "ALERTS{severity=\"page\"}"),
                                found -> !found.isEmpty());
                assertEquals("flaky-up", alert.at("/0/metric/slo").asString(), alert.toString());
                assertEquals("firing", alert.at("/0/metric/alertstate").asString());
                assertRecorded(gantry, port);
            } finally {
                prometheus.destroy();
                prometheus.waitFor();
            }
        }
    }

    /** Each rule for recording has data, and the share of bad ones is what was done. */
    private static void assertRecorded(Gantry gantry, int port) throws Exception {
        assertEquals(1, recorded(gantry, port, "flaky-up", "ratio_5m", 0));
        // a slow run that waits; Prometheus sees none before it knows the histogram
        Waiting.Look<Object> work =
                () ->
                        gantry.send(
                                "POST",
                                "/api/v1/tasks/test.version/runs?wait=PT10S",
                                "{\"params\":{\"work\":\"PT0.3S\"},\"delay\":\"PT0.3S\"}");
        for (String slo : List.of("version-quick", "version-soon")) {
            gantry.await(
                    "the share of bad ones of " + slo,
                    () -> {
                        work.look();
                        return query(
                                gantry,
                                port,
                                "slo:gantry_errors:ratio_5m{slo=\"" + slo + "\"} == 1");
                    },
                    found -> !found.isEmpty());
        }
        for (String slo : List.of("flaky-up", "version-quick", "version-soon")) {
            for (String window : List.of("30m", "1h", "2h", "6h", "1d", "3d", "window")) {
                assertEquals(1, recorded(gantry, port, slo, "ratio_" + window, 0));
            }
            for (String window : List.of("1h", "6h", "1d", "3d")) {
                recorded(gantry, port, slo, "increase_" + window, 1);
            }
            recorded(gantry, port, slo, "remaining", -100);
        }
    }

    /** What a rule recorded, once that is more than so much. */
    private static double recorded(Gantry gantry, int port, String slo, String rule, double more)
            throws Exception {
        String query = "{__name__=~\"slo:gantry_.*:" + rule + "\",slo=\"" + slo + "\"} > " + more;
        JsonNode found =
                gantry.await(query, () -> query(gantry, port, query), result -> !result.isEmpty());
        assertEquals(1, found.size(), found.toString());
        return found.at("/0/value/1").asDouble();
    }

    private Gantry start(Path home) throws Exception {
        Gantry gantry = Gantry.start(home, "--set", "gantry.metrics.open=true");
        if (gantry.revision("test.tasks", version -> true) == null) {
            gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class, Version.class));
        }
        gantry.awaitRevision("test.tasks", "active");
        return gantry;
    }

    private static Path write(Path home, String text) throws IOException {
        Path slos = Files.createDirectories(home.resolve("conf/slos"));
        return Files.writeString(slos.resolve("flaky.yaml"), text);
    }

    private static void fail(Gantry gantry, int runs) throws Exception {
        for (int i = 0; i < runs; i++) {
            JsonNode run = gantry.run("test.flaky", "{\"failures\":1,\"permanent\":true}");
            assertEquals("failure", run.path("result").asString(), run.toString());
        }
    }

    /** What a metric shows that has all these values of labels. */
    private static double value(String metrics, String name, String... labels) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{"))
                .filter(
                        line ->
                                Stream.of(labels)
                                        .allMatch(label -> line.contains("\"" + label + "\"")))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in\n" + metrics));
    }

    /** The bounds of buckets in the rules are among those that are scraped. */
    private static void assertSpelledAsScraped(Gantry gantry, String metrics) throws Exception {
        String rules = gantry.send("GET", "/api/v1/slos/rules", null).raw().body();
        Matcher spelled =
                Pattern.compile("(gantry_run_[a-z]+_seconds_bucket)\\{[^}]*le=~?\"([^\"]+)\"")
                        .matcher(rules);
        int found = 0;
        while (spelled.find()) {
            Pattern bound = Pattern.compile(spelled.group(2).replace("\\\\", "\\"));
            Matcher scraped =
                    Pattern.compile(spelled.group(1) + "\\{[^}]*le=\"([^\"]+)\"").matcher(metrics);
            assertTrue(
                    scraped.results().anyMatch(each -> bound.matcher(each.group(1)).matches()),
                    () -> bound + " in\n" + metrics);
            found++;
        }
        assertTrue(found >= 14, rules);
    }

    /** What is left of budgets is recorded each second too, not each five minutes. */
    private static void quicken(Path rules) throws IOException {
        try (Stream<Path> files = Files.list(rules)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                assertTrue(file.toString().endsWith(".test.yaml") || text.contains("interval: 5m"));
                Files.writeString(file, text.replace("interval: 5m", "interval: 1s"));
            }
        }
    }

    private Process prometheus(Gantry gantry, int port) throws IOException {
        Path config =
                Files.writeString(
                        folder.resolve("prometheus.yaml"),
                        """
                        global: {scrape_interval: 1s, evaluation_interval: 1s}
                        rule_files: [rules/*.rules.yaml]
                        scrape_configs:
                          - job_name: gantry
                            static_configs: [{targets: ['%s']}]
                        """
                                .formatted(gantry.url().getAuthority()));
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.txt").toFile())
                .start();
    }

    private static JsonNode query(Gantry gantry, int port, String query) throws Exception {
        String path = "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
            var answer = gantry.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? JsonMapper.shared().readTree(answer.body()).at("/data/result")
                    : JsonMapper.shared().createArrayNode();
        } catch (ConnectException e) {
            return JsonMapper.shared().createArrayNode();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean installed(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(part -> Files.isExecutable(Path.of(part, program)));
    }

    private static void promtool(String... arguments) throws Exception {
        Process process =
                new ProcessBuilder(
                                Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
