package dev.gantry.itests;

import static dev.gantry.itests.Receiver.attributes;
import static dev.gantry.itests.Receiver.hex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;

import dev.gantry.itests.tasks.Talker;
import dev.gantry.itests.tasks.Voyage;

import io.opentelemetry.proto.trace.v1.Span;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One trace across everything, and the rest that goes out by OTLP. */
class TraceIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String STATE = "congo=t61rcWkgMzE";
    private static final String BAGGAGE = "user.id=ada,region=eu;ttl=1";

    @TempDir Path folder;

    @Test
    void aCallAChildAProcessAKillAndARetryAreOneTrace() throws Exception {
        Path home = folder.resolve("home");
        try (Receiver receiver = new Receiver()) {
            String id = untilKilled(home, receiver);
            String env = Files.readString(folder.resolve("env"));
            try (Gantry gantry = start(home, receiver)) {
                var run = gantry.awaitRun(id, r -> r.path("state").asString().equals("finished"));
                assertEquals("success", run.path("result").asString(), run.toString());
                assertEquals(TRACE, run.path("traceId").asString());
                assertEquals("ada", run.path("output").path("baggage").asString());
                gantry.await(
                        "the root span",
                        receiver::spans,
                        all -> all.stream().anyMatch(s -> s.getName().equals("run test.voyage")));
            }
            assertTree(receiver.spans(), id, env);
        }
    }

    private Gantry start(Path home, Receiver receiver) throws Exception {
        return Gantry.start(home, "--set", "gantry.telemetry.otlp.endpoint=" + receiver.address());
    }

    private String untilKilled(Path home, Receiver receiver) throws Exception {
        Gantry gantry = start(home, receiver);
        Path exec = PluginJar.sample("process");
        gantry.drop(exec);
        gantry.awaitRevision(exec.getFileName().toString(), "active");
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Voyage.class));
        gantry.awaitRevision("test.tasks", "active");
        String id =
                gantry.send(
                                "POST",
                                "/api/v1/tasks/test.voyage/runs",
                                "{\"params\":{\"folder\":\"" + folder + "\"}}",
                                "traceparent",
                                "00-" + TRACE + "-" + CALLER + "-01",
                                "tracestate",
                                STATE,
                                "baggage",
                                BAGGAGE)
                        .body()
                        .path("id")
                        .asString();
        gantry.await(
                "the attempt to be at sea",
                () -> Files.exists(folder.resolve("sailed")),
                there -> there);
        gantry.await(
                "the child's spans",
                receiver::spans,
                all -> all.stream().anyMatch(s -> s.getName().equals("run process.exec")));
        gantry.kill();
        return id;
    }

    private static void assertTree(List<Span> all, String id, String env) {
        all.forEach(span -> assertEquals(TRACE, hex(span.getTraceId()), span.getName()));
        all.forEach(span -> assertEquals(STATE, span.getTraceState(), span.getName()));
        Map<String, Span> byId =
                all.stream()
                        .collect(Collectors.toMap(s -> hex(s.getSpanId()), Function.identity()));
        assertEquals(all.size(), byId.size(), "each span once");
        Set<String> dangling =
                all.stream()
                        .map(span -> hex(span.getParentSpanId()))
                        .filter(parent -> !byId.containsKey(parent))
                        .collect(Collectors.toSet());
        assertEquals(Set.of(CALLER), dangling, "the caller alone is not ours");

        Span root = only(all, "run test.voyage");
        assertEquals(CALLER, hex(root.getParentSpanId()));
        assertEquals(id, attributes(root.getAttributesList()).get("gantry.run.id"));
        List<Span> attempts =
                below(all, root).stream()
                        .sorted(Comparator.comparingLong(Span::getStartTimeUnixNano))
                        .toList();
        assertEquals(
                List.of("lost", "java.io.IOException", "none"),
                attempts.stream()
                        .map(
                                span ->
                                        attributes(span.getAttributesList())
                                                .getOrDefault("error.type", "none"))
                        .toList());
        assertEquals(
                List.of("1", "1", "2"),
                attempts.stream()
                        .map(s -> attributes(s.getAttributesList()).get("gantry.attempt"))
                        .toList());
        Span child = only(below(all, attempts.getFirst()), "run process.exec");
        Span inside = only(below(all, child), "attempt");
        assertEquals(
                "00-" + TRACE + "-" + hex(inside.getSpanId()) + "-01 " + STATE + " " + BAGGAGE,
                env.strip());
        for (Span attempt : attempts.subList(1, 3)) {
            Span land = only(below(all, attempt), "land");
            assertEquals(
                    attributes(attempt.getAttributesList()).get("gantry.attempt"),
                    attributes(land.getAttributesList()).get("attempt"));
        }
        assertEquals(8, all.size(), all.stream().map(Span::getName).toList().toString());
    }

    private static List<Span> below(List<Span> all, Span parent) {
        return all.stream()
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .toList();
    }

    private static Span only(List<Span> among, String name) {
        List<Span> found = among.stream().filter(s -> s.getName().equals(name)).toList();
        assertEquals(1, found.size(), name + " in " + among.stream().map(Span::getName).toList());
        return found.getFirst();
    }

    @Test
    void logsAndMetricsGoOutAndSamplingAndLevelsAreChangedLive() throws Exception {
        try (Receiver receiver = new Receiver();
                Gantry gantry =
                        Gantry.start(
                                folder.resolve("home"),
                                "--set",
                                "gantry.log.format=json",
                                "--set",
                                "gantry.telemetry.otlp.endpoint=" + receiver.address(),
                                "--set",
                                "gantry.telemetry.otlp.logs=true",
                                "--set",
                                "gantry.telemetry.otlp.metrics=true",
                                "--set",
                                "gantry.telemetry.metrics.interval=PT1S")) {
            gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Talker.class));
            gantry.awaitRevision("test.tasks", "active");
            var level = gantry.cli("plugin", "log-level", "test.tasks", "debug");
            assertEquals(0, level.code(), level.err());
            assertEquals("plugin test.tasks debug\n", level.out());
            var set = gantry.cli("telemetry", "set", "--target", "50");
            assertEquals(0, set.code(), set.err());
            assertTrue(set.out().contains("50.0 spans a second"), set.out());

            var run = gantry.run("test.talk", "{\"lines\":3,\"password\":\"tell-nobody\"}");
            String id = run.path("id").asString();
            String trace = run.path("traceId").asString();
            gantry.await(
                    "the run's lines",
                    receiver::logs,
                    logs ->
                            logs.stream()
                                    .filter(line -> hex(line.getTraceId()).equals(trace))
                                    .anyMatch(
                                            line ->
                                                    id.equals(
                                                            attributes(line.getAttributesList())
                                                                    .get("gantry.run.id"))));
            gantry.await(
                    "the metrics",
                    receiver::metrics,
                    all ->
                            all.stream()
                                    .anyMatch(
                                            m -> m.getName().equals("gantry_runs_started_total")));
            gantry.await(
                    "the run's spans",
                    receiver::spans,
                    all -> all.stream().anyMatch(s -> hex(s.getTraceId()).equals(trace)));
            String json =
                    gantry.log()
                            .lines()
                            .filter(line -> line.contains("\"run\":\"" + id + "\""))
                            .findFirst()
                            .orElseThrow();
            for (String member :
                    List.of(
                            "\"task\":\"test.talk\"",
                            "\"attempt\":\"1\"",
                            "\"trace\":\"" + trace + "\"",
                            "\"span\":",
                            "\"plugin\":\"test.tasks\"",
                            "\"tenant\":\"default\"")) {
                assertTrue(json.contains(member), member + " in " + json);
            }
        }
    }

    @Test
    void anInspectionIsATraceThatItsTargetSees() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer target =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext(
                "/",
                exchange -> {
                    seen.add(exchange.getRequestHeaders().getFirst("traceparent"));
                    exchange.sendResponseHeaders(500, -1);
                    exchange.close();
                });
        target.start();
        try (Receiver receiver = new Receiver();
                Gantry gantry = start(folder.resolve("home"), receiver)) {
            gantry.drop(PluginJar.sample("web"));
            gantry.await(
                    "the detector",
                    () -> gantry.send("GET", "/api/v1/detectors/http.endpoint", null).status(),
                    code -> code == 200);
            gantry.send(
                    "PUT",
                    "/api/v1/checks/shop",
                    "{\"detector\":\"http.endpoint\",\"config\":{\"url\":\"http://127.0.0.1:"
                            + target.getAddress().getPort()
                            + "/\"},\"interval\":\"PT10M\"}");
            Span span =
                    gantry.await(
                                    "the span",
                                    receiver::spans,
                                    all ->
                                            all.stream()
                                                    .anyMatch(
                                                            s -> s.getName().equals("check shop")))
                            .getFirst();
            Map<String, String> attributes = attributes(span.getAttributesList());
            assertEquals("critical", attributes.get("gantry.verdict"));
            assertEquals("http.endpoint", attributes.get("gantry.detector.type"));
            assertEquals(
                    List.of("00-" + hex(span.getTraceId()) + "-" + hex(span.getSpanId()) + "-01"),
                    seen);
        } finally {
            target.stop(0);
        }
    }
}
