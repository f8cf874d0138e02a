package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.Map;

/**
 * A plugin that was built once, and is kept as a JAR, works in this Gantry: what of the API old
 * plugins are linked to is still there, and does what it did.
 */
class KeptPluginIT {
    private static final Path JAR = Path.of("src/test/fixtures/kept/acme-kept-1.0.0.jar");

    @TempDir static Path home;
    private static Gantry gantry;

    @BeforeAll
    static void start() throws Exception {
        gantry = Gantry.start(home);
        gantry.drop(JAR);
        gantry.awaitRevision("acme-kept", "active");
    }

    @AfterAll
    static void stop() throws Exception {
        gantry.close();
    }

    @Test
    void itsTaskDoesAllThatItDid() throws Exception {
        JsonNode run =
                gantry.run(
                        "kept.tour",
                        """
                        {"password":"open-sesame","stops":[{"name":"harbour","stay":"PT1H"},
                         {"name":"tower","stay":"PT2H"}],"tickets":[1,2],"seen":{"tower":true}}""");
        assertEquals("success", run.path("result").asString(), run.toString());
        JsonNode output = run.path("output");
        assertEquals(2, output.path("attempt").asInt(), output.toString());
        assertEquals(2, output.path("stops").asInt(), output.toString());
        assertEquals(2, output.path("resumedAt").asInt(), output.toString());
        assertEquals(4, output.path("doubled").asInt(), output.toString());
        assertEquals(3, output.path("most").asInt(), output.toString());
        assertEquals("LONG", output.path("way").asString(), output.toString());
        assertTrue(output.path("trace").asString().startsWith("00-"), output.toString());
    }

    @Test
    void itsPhasesAreGoneThrough() throws Exception {
        JsonNode done = gantry.run("kept.steps", "{\"fail\":false}");
        assertTrue(done.path("output").path("sameKey").asBoolean(), done.toString());
        JsonNode failed = gantry.run("kept.steps", "{\"fail\":true}");
        assertEquals("failure", failed.path("result").asString(), failed.toString());
        String log =
                gantry.send("GET", "/api/v1/runs/" + failed.path("id").asString() + "/logs", null)
                        .raw()
                        .body();
        assertTrue(log.contains("rolled back: told to fail"), log);
    }

    @Test
    void itsDetectorJudges() throws Exception {
        Map<String, Object> check =
                Map.of(
                        "detector",
                        "kept.look",
                        "interval",
                        "PT1S",
                        "config",
                        Map.of("number", 2.5));
        assertEquals(201, gantry.send("PUT", "/api/v1/checks/kept", check).status());
        JsonNode verdicts =
                gantry.await(
                        "a verdict",
                        () -> gantry.get("/api/v1/checks/kept/verdicts").path("items"),
                        items -> !items.isEmpty());
        assertEquals("critical", verdicts.path(0).path("status").asString(), verdicts.toString());
    }

    @Test
    void itsPanelAnswers() throws Exception {
        JsonNode panel = gantry.get("/api/v1/panels?plugin=acme-kept").path("items").path(0);
        assertEquals("A board", panel.path("title").asString(), panel.toString());
        Gantry.Answer answer = gantry.send("GET", "/api/v1/panels/acme-kept/board", null);
        assertEquals(200, answer.status(), answer.body().toString());
    }
}
