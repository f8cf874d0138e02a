package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;

import dev.gantry.itests.tasks.Flaky;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** From a target that breaks to a finding, a run, and the end of both. */
class FindingsIT {
    private static final String SECRET = "hook-secret";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What a webhook was told. */
    private record Told(String signature, String body) {}

    @TempDir Path folder;
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private HttpServer hook;
    private Path home;
    private Path flag;
    private Gantry gantry;

    @BeforeEach
    void start() throws Exception {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext(
                "/",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    String signature = exchange.getRequestHeaders().getFirst("X-Gantry-Signature");
                    told.add(new Told(signature, body));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        hook.start();
        home = folder.resolve("home");
        flag = Files.createFile(folder.resolve("flag"));
        boot();
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class));
        gantry.awaitRevision("test.tasks", "active");
        gantry.drop(PluginJar.sample("probes-host"));
        gantry.awaitRevision("probes-host", "active");
    }

    private void boot() throws Exception {
        gantry =
                Gantry.start(
                        home,
                        "--set",
                        "gantry.findings.webhook.url=http://127.0.0.1:"
                                + hook.getAddress().getPort()
                                + "/hook",
                        "--set",
                        "gantry.findings.webhook.secret=" + SECRET,
                        "--set",
                        "gantry.status.page=true",
                        "--set",
                        "gantry.status.title=Acme");
    }

    @AfterEach
    void stop() throws Exception {
        hook.stop(0);
        gantry.close();
    }

    private void check(String more) throws Exception {
        Gantry.Answer made =
                gantry.send(
                        "PUT",
                        "/api/v1/checks/flag",
                        """
                        {"title":"The flag","detector":"file","target":"%s","interval":"PT1S",
                         "page":"Shop","labels":{"team":"shop"}%s}"""
                                .formatted(flag, more));
        assertEquals(2, made.status() / 100, made.body().toString());
        gantry.await(
                "the first verdict",
                () -> gantry.get("/api/v1/checks/flag"),
                check -> check.path("status").asString().equals("ok"));
    }

    private JsonNode finding(String state) throws Exception {
        return gantry.await(
                        "a finding that is " + state,
                        () -> gantry.get("/api/v1/findings?check=flag&state=" + state),
                        found -> !found.path("items").isEmpty())
                .path("items")
                .get(0);
    }

    @Test
    void aProblemIsFoundActedUponAndResolved() throws Exception {
        check(
                """
                ,"damping":{"bad":2,"good":1},"reaction":{"task":"test.flaky","on":"critical",
                "params":{"failures":0},"cooldown":"PT1H","perHour":1}""");
        Files.delete(flag);
        JsonNode found = finding("open");
        assertEquals("critical", found.path("severity").asString());
        assertEquals("The flag", found.path("title").asString());
        String id = found.path("id").asString();
        JsonNode reacted =
                gantry.await(
                        "the run of the reaction",
                        () -> gantry.get("/api/v1/findings/" + id),
                        each -> !each.at("/reaction/runs").isEmpty());
        String run = reacted.at("/reaction/runs/0/run").asString();
        JsonNode done =
                gantry.awaitRun(run, each -> each.path("state").asString().equals("finished"));
        assertEquals("success", done.path("result").asString());
        assertEquals(id, done.at("/labels/finding").asString());
        assertEquals("flag", done.at("/labels/check").asString());

        Gantry.Exit taken = gantry.cli("finding", "ack", id, "--note", "on it");
        assertEquals(0, taken.code(), taken.err());
        assertTrue(taken.out().contains("on it"), taken.out());
        assertTrue(gantry.cli("finding", "list").out().contains("acknowledged"));

        Files.createFile(flag);
        assertEquals(id, finding("resolved").path("id").asString());
        assertEquals(
                List.of("opened", "reacted", "acknowledged", "resolved"),
                gantry.await("the webhook", this::changes, each -> each.size() >= 4));
        for (Told each : told) {
            assertEquals("sha256=" + hmac(each.body()), each.signature());
        }
        String events = gantry.cli("metrics").out();
        assertTrue(events.contains("gantry_findings_open{severity=\"critical\"} 0"), "gone");
    }

    private List<String> changes() {
        return told.stream()
                .map(each -> JSON.readTree(each.body()).at("/data/change").asString())
                .toList();
    }

    private static String hmac(String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFindingOutlivesACrashAndMaintenanceFindsNothing() throws Exception {
        check("");
        Gantry.Exit begun =
                gantry.cli("maintenance", "start", "deploy", "--check", "fl*", "--for", "1h");
        assertEquals(0, begun.code(), begun.err());
        Files.delete(flag);
        gantry.await(
                "some bad verdicts",
                () -> gantry.get("/api/v1/checks/flag/verdicts?limit=3"),
                found ->
                        found.path("items").size() == 3
                                && found.path("items")
                                        .get(2)
                                        .path("status")
                                        .asString()
                                        .equals("critical"));
        assertTrue(gantry.get("/api/v1/findings").path("items").isEmpty());
        assertEquals(0, gantry.cli("maintenance", "end", "deploy").code());
        String id = finding("open").path("id").asString();
        gantry.kill();
        boot();
        JsonNode again =
                gantry.await(
                        "more verdicts",
                        () -> gantry.get("/api/v1/findings/" + id),
                        each -> each.path("times").asInt() > 1);
        assertEquals("open", again.path("state").asString());
        Files.createFile(flag);
        assertEquals(id, finding("resolved").path("id").asString());
        assertEquals(0, gantry.send("DELETE", "/api/v1/checks/flag", null).status() / 100 - 2);
    }

    @Test
    void eachVoteIsToldByItself() throws Exception {
        check(",\"conditions\":[{\"measure\":\"file.size.bytes\",\"warn\":\"> 10\"}]");
        Files.writeString(flag, "more than ten bytes");
        JsonNode found = finding("open");
        assertEquals("warn", found.path("severity").asString());
        JsonNode vote = found.at("/votes/0");
        assertEquals("threshold", vote.path("voter").asString());
        assertEquals("file.size.bytes: warn > 10 B", vote.path("by").asString());
        assertEquals(19, vote.path("seen").asInt());
        assertEquals(10, vote.at("/expected/high").asInt());
        assertEquals("detector", found.at("/votes/1/voter").asString());
        gantry.kill();
        boot();
        assertEquals(found.path("votes"), gantry.get("/api/v1/checks/flag").at("/last/votes"));
        String shown = gantry.cli("check", "run", "flag").out();
        assertTrue(shown.contains("threshold file.size.bytes: warn > 10 B"), shown);
    }

    @Test
    void everybodySeesTheStatusPageAndItsHistory() throws Exception {
        check("");
        gantry.await(
                "a measured past",
                () -> gantry.get("/api/v1/checks/flag/availability?days=1"),
                days -> days.at("/days/0/availability").asDouble() == 1);
        String measure = gantry.get("/api/v1/checks/flag/series").at("/measures/0").asString();
        assertFalse(
                gantry.get("/api/v1/checks/flag/series?measure=" + measure)
                        .path("points")
                        .isEmpty());
        Gantry.Answer early =
                gantry.send("GET", "/api/v1/checks/flag/forecast?measure=" + measure, null);
        assertEquals(422, early.status());
        String page =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(gantry.url().resolve("/status")).build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
        assertTrue(page.contains("<title>Acme</title>"), page);
        assertTrue(page.contains("The flag"), page);
        assertFalse(page.contains(flag.toString()), page);
    }
}
