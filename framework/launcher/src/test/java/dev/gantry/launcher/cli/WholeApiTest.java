package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/**
 * Whatever the REST API offers, some command asks for: the commands are run, and what they ask is
 * noted.
 */
@Timeout(120)
class WholeApiTest {
    private static final Path OPENAPI =
            Path.of("../../bundles/http/src/main/resources/dev/gantry/http/openapi.json");

    /** For browsers, load balancers and generators of clients. */
    private static final Set<String> NOT_FOR_PEOPLE_AT_A_PROMPT =
            Set.of(
                    "health",
                    "readiness",
                    "openapi",
                    "getPanel",
                    "getPanelFile",
                    "statusPage",
                    "statusDocument",
                    "openSession",
                    "getSession",
                    "closeSession",
                    "loginWays",
                    "beginLogin",
                    "finishLogin",
                    "endLogin");

    private static final String ANSWER =
            """
            {"id":"x","ready":true,"version":1,"state":"finished","result":"success","next":null,
             "versions":[{"version":"1","sha256":"0123456789abcdef","state":"draining",
                          "drain":{"leases":0,"waiting":0,"since":"2026-01-01T00:00:00Z",
                                   "deadline":"2026-01-01T00:00:00Z"}}],
             "items":[{"id":"x","name":"x"}],
             "spec":{"task":"t","trigger":{"every":"PT1M"}},"task":"t","trigger":{"every":"PT1M"}}
            """;

    /** A file that is no plugin has no version. */
    private static final String BROKEN = "{\"versions\":[{\"state\":\"rejected\"}]}";

    private static final Map<String, List<String>> COMMANDS =
            Map.of(
                    "",
                    List.of(
                            "status",
                            "attention list",
                            "panel list",
                            "panel data p/x",
                            "token list",
                            "token create x --role viewer",
                            "token revoke x",
                            "audit list",
                            "audit verify",
                            "metrics",
                            "events",
                            "node list",
                            "telemetry show",
                            "telemetry set --target 5",
                            "telemetry reset",
                            "telemetry levels",
                            "telemetry level a debug",
                            "telemetry level a none",
                            "store show",
                            "store backups",
                            "store backup",
                            "store compact",
                            "store check",
                            "retention list",
                            "retention show t",
                            "retention run",
                            "retention set t --age 1d",
                            "retention delete t",
                            "calendar list",
                            "pause list",
                            "detector list",
                            "detector show d",
                            "check series x --measure m",
                            "check availability x",
                            "check forecast x --measure m --full 1",
                            "finding list",
                            "finding show x",
                            "finding ack x --note n",
                            "finding approve x",
                            "finding decline x",
                            "maintenance list",
                            "maintenance start x --check a --for 5m",
                            "maintenance end x",
                            "slo list",
                            "slo show x",
                            "slo rules",
                            "slo rules --out OUT"),
                    "plugin",
                    List.of(
                            "list",
                            "drop JAR",
                            "plan JAR",
                            "show x",
                            "why x",
                            "history x",
                            "delete x",
                            "delete x 1",
                            "delete broken",
                            "rollback x",
                            "promote x",
                            "pin x",
                            "unpin x",
                            "disable x",
                            "enable x",
                            "limit x 3",
                            "log-level x debug",
                            "log-level x none",
                            "activate x 1",
                            "drain x 1 --force",
                            "config show x",
                            "config set x a=1",
                            "config history x",
                            "config restore x 1"),
                    "run",
                    List.of(
                            "list",
                            "stats",
                            "export",
                            "show x",
                            "show x --verbose",
                            "params x",
                            "output x",
                            "change x --priority 3",
                            "cancel x",
                            "terminate x",
                            "pause x",
                            "resume x",
                            "retry x",
                            "rerun x",
                            "dismiss x",
                            "logs x",
                            "start t",
                            "start t --batch BATCH",
                            "bulk cancel"),
                    "schedule",
                    List.of(
                            "list",
                            "show x",
                            "put x --task t --every PT1M",
                            "delete x",
                            "pause x",
                            "resume x",
                            "fire x",
                            "upcoming x",
                            "preview x",
                            "preview --every PT1M",
                            "backfill x --from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z"),
                    "check",
                    List.of(
                            "list",
                            "show x",
                            "put x --detector d --interval PT1M",
                            "delete x",
                            "apply -f BATCH",
                            "validate BATCH",
                            "schema",
                            "run x",
                            "pause x",
                            "resume x",
                            "verdicts x"),
                    "task",
                    List.of(
                            "list",
                            "show t",
                            "pause t",
                            "resume t",
                            "limits show t",
                            "limits set t --max-running 3",
                            "limits delete t"),
                    "tenant",
                    List.of(
                            "list",
                            "show x",
                            "set x --max-open 3",
                            "delete x",
                            "pause x",
                            "resume x"),
                    "queue",
                    List.of("list", "pause gold", "resume gold"),
                    "target",
                    List.of("list", "show x", "set x --rate 3", "unset x", "reset x"));

    @TempDir Path folder;
    private final Set<String> asked = new ConcurrentSkipListSet<>();

    @Test
    void everyOperationHasACommand() throws Exception {
        Path jar = Files.writeString(folder.resolve("x.jar"), "jar");
        Path batch = Files.writeString(folder.resolve("batch"), "{\"params\":{}}\n");
        Path token = Files.writeString(folder.resolve("token"), "secret");
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
        List<String> misused = new ArrayList<>();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            COMMANDS.forEach(
                    (noun, verbs) -> {
                        for (String verb : verbs) {
                            String line =
                                    (noun + " " + verb)
                                            .strip()
                                            .replace("JAR", jar.toString())
                                            .replace("OUT", folder.resolve("out").toString())
                                            .replace("BATCH", batch.toString());
                            List<String> args = new ArrayList<>(List.of(line.split(" ")));
                            args.addAll(List.of("--url", url, "--token-file", token.toString()));
                            FakeGantry.Ended ended =
                                    FakeGantry.execute(args.toArray(String[]::new));
                            if (ended.code() == ExitCode.USAGE) {
                                misused.add(line + ": " + ended.err());
                            }
                        }
                    });
        } finally {
            server.stop(0);
        }
        assertEquals(List.of(), misused);
        Set<String> without = new TreeSet<>();
        JsonNode paths = Api.JSON.readTree(OPENAPI.toFile()).path("paths");
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                String operation = Nodes.text(method.getValue(), "operationId");
                if (!operation.isEmpty()
                        && !NOT_FOR_PEOPLE_AT_A_PROMPT.contains(operation)
                        && !isAsked(method.getKey(), path.getKey())) {
                    without.add(operation);
                }
            }
        }
        assertEquals(Set.of(), without, "write a command, and a line of it into this test");
    }

    private boolean isAsked(String method, String path) {
        Pattern pattern =
                Pattern.compile("(?i)" + method + " " + path.replaceAll("\\{[^}]*}", "[^/]+"));
        // a path without parameters is not one of those with them
        return asked.stream().anyMatch(request -> pattern.matcher(request).matches());
    }

    private void serve(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        boolean stream =
                String.valueOf(exchange.getRequestHeaders().getFirst("Accept")).contains("event");
        String answer = exchange.getRequestURI().getPath().endsWith("/broken") ? BROKEN : ANSWER;
        byte[] body = (stream ? ": end\n\n" : answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", stream ? "text/event-stream" : "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
