package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.GatedCheck;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;

/** Checks in {@code conf/checks}, and what becomes of them when their plugin comes and goes. */
class ChecksAsCodeIT {
    private static final String PLUGIN = "test.probes";

    @TempDir Path folder;
    private Path home;
    private Path files;
    private Gantry gantry;

    @BeforeEach
    void start() throws Exception {
        home = folder.resolve("home");
        files = Files.createDirectories(home.resolve("conf/checks"));
        gantry = Gantry.start(home);
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private void say(String name, String... lines) throws Exception {
        Files.writeString(files.resolve(name + ".yaml"), String.join("\n", lines) + "\n");
    }

    private String config(String gate) {
        return "    config: { gate: \"" + gate + "\" }";
    }

    private Path open(String name) throws Exception {
        return Files.writeString(folder.resolve(name), "open");
    }

    private JsonNode awaitCheck(String id, String field, String value) throws Exception {
        return gantry.await(
                id + " with " + field + " " + value,
                () -> gantry.send("GET", "/api/v1/checks/" + id, null).body(),
                check -> check.path(field).asString("").equals(value));
    }

    @Test
    void aFileIsLiveAndABrokenOneLeavesWhatWasAlsoOverARestart() throws Exception {
        gantry.drop(PluginJar.make(folder, PLUGIN, "1.0.0", GatedCheck.class));
        gantry.awaitRevision(PLUGIN, "active");
        Path gate = open("gate");
        say(
                "shop",
                "checks:",
                "  - id: shop.web",
                "    detector: test.gated",
                config(gate.toString()),
                "    interval: PT1S",
                "    labels: { team: shop }");
        JsonNode live = awaitCheck("shop.web", "status", "ok");
        assertEquals("active", live.path("state").asString());
        assertEquals("conf/checks/shop.yaml", live.path("file").asString());
        Gantry.Answer refused = gantry.send("DELETE", "/api/v1/checks/shop.web", null);
        assertEquals(409, refused.status());
        assertTrue(refused.body().path("detail").asString().contains("conf/checks/shop.yaml"));

        say("shop", "checks:", "  - id: shop.web", "    detector: test.gated", "    interval: x");
        JsonNode problem = awaitProblem();
        assertEquals(4, problem.path("line").asInt(), problem.toString());
        assertTrue(problem.path("message").asString().contains("as PT30S; got x"));
        assertEquals("PT1S", gantry.get("/api/v1/checks/shop.web").path("interval").asString());
        Gantry.Exit told = gantry.cli("check", "validate", files.resolve("shop.yaml").toString());
        assertEquals(4, told.code(), told.err());
        assertTrue(
                told.out().contains("shop.yaml, line 4: checks/0/interval: expected an ISO-8601"),
                told.out());

        gantry.close();
        gantry = Gantry.start(home);
        assertEquals("shop", awaitCheck("shop.web", "status", "ok").at("/labels/team").asString());
        awaitProblem();
        Files.delete(files.resolve("shop.yaml"));
        gantry.await(
                "its end",
                () -> gantry.send("GET", "/api/v1/checks/shop.web", null).status(),
                status -> status == 404);
    }

    private JsonNode awaitProblem() throws Exception {
        return gantry.await(
                "a problem",
                () -> gantry.get("/api/v1/checks").path("problems").path(0),
                problem -> !problem.isMissingNode());
    }

    @Test
    void aCheckFollowsItsPlugin() throws Exception {
        say(
                "early",
                "checks:",
                "  - id: early",
                "    detector: test.gated",
                config(folder.resolve("closed").toString()),
                "    timeout: PT1M",
                "    interval: PT1S");
        JsonNode waiting = awaitCheck("early", "state", "unregistered");
        assertTrue(
                waiting.path("reason").asString().contains("no plugin ever offered"),
                waiting.toString());

        Path jar = PluginJar.make(folder, PLUGIN, "1.0.0", GatedCheck.class);
        Path dropped = gantry.drop(jar);
        gantry.awaitRevision(PLUGIN, "active");
        // its inspection waits at the gate: it begins on 1.0.0, and ends there after the swap
        Path begun = folder.resolve("closed.begun");
        gantry.await("the inspection", () -> Files.exists(begun), there -> there);
        Path second = gantry.drop(PluginJar.make(folder, PLUGIN, "1.1.0", GatedCheck.class));
        gantry.await(
                "the swap",
                () -> gantry.get("/api/v1/detectors/test.gated").at("/plugin/version").asString(""),
                "1.1.0"::equals);
        open("closed");
        JsonNode verdicts =
                gantry.await(
                        "a verdict of each version",
                        () -> gantry.get("/api/v1/checks/early/verdicts?limit=100").path("items"),
                        items -> count(items, "1.0.0") == 1 && count(items, "1.1.0") > 0);
        verdicts.forEach(verdict -> assertTrue(!verdict.path("status").asString().equals("error")));

        Files.deleteIfExists(dropped);
        Files.deleteIfExists(second);
        JsonNode gone = awaitCheck("early", "state", "unloaded");
        assertTrue(!gone.path("reason").asString().isEmpty(), gone.toString());
        JsonNode unknown = awaitCheck("early", "status", "unknown");
        assertTrue(unknown.at("/last/reasons/0").asString().contains("test.gated"));
        gantry.drop(PluginJar.make(folder, PLUGIN, "1.2.0", GatedCheck.class));
        awaitCheck("early", "status", "ok");
        assertEquals(
                1,
                count(
                        gantry.get("/api/v1/checks/early/verdicts?limit=1000").path("items"),
                        "1.0.0"));
    }

    private static int count(JsonNode verdicts, String version) {
        int count = 0;
        for (JsonNode verdict : verdicts) {
            count += verdict.at("/plugin/version").asString("").equals(version) ? 1 : 0;
        }
        return count;
    }

    @Test
    void aFileIsAppliedPausedRunAndResumedByTheCommandLine() throws Exception {
        gantry.drop(PluginJar.make(folder, PLUGIN, "1.0.0", GatedCheck.class));
        gantry.awaitRevision(PLUGIN, "active");
        Path file =
                Files.writeString(
                        folder.resolve("mine.yaml"),
                        String.join(
                                "\n",
                                "checks:",
                                "  - id: mine",
                                "    detector: test.gated",
                                config(open("gate").toString()),
                                "    interval: PT1H",
                                "    sla: P0",
                                ""));
        Gantry.Exit applied = gantry.cli("check", "apply", "-f", file.toString());
        assertEquals(0, applied.code(), applied.err());
        assertEquals(0, gantry.cli("check", "pause", "mine").code());
        Gantry.Exit run = gantry.cli("check", "run", "mine");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("ok"), run.out());
        assertTrue(gantry.get("/api/v1/checks/mine").path("next").isNull());
        assertEquals(0, gantry.cli("check", "resume", "mine").code());
        assertTrue(gantry.cli("check", "list", "--status", "ok").out().contains("mine"));
        assertTrue(gantry.cli("check", "schema").out().contains("dependsOn"));
    }
}
