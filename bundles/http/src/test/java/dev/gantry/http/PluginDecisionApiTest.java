package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.plugin.CanarySpec;
import dev.gantry.spi.plugin.Drain;
import dev.gantry.spi.plugin.Needs;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.PluginNote;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class PluginDecisionApiTest {
    private static final String PLUGINS = "/api/v1/plugins";
    private static final String FILES = PLUGINS + "/acme.files";
    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new TestGantry(home);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void plansWithoutDropping() throws Exception {
        var reply = gantry.post(PLUGINS + "/plan?filename=files-1.3.0.jar", "PK");
        assertEquals(200, reply.status());
        JsonNode plan = reply.json();
        assertEquals("replace", plan.path("action").stringValue());
        assertEquals("new-runs-only", plan.path("compatibility").stringValue());
        assertEquals("1.2.0", plan.path("replaces").path("version").stringValue());
        JsonNode difference = plan.path("differences").path(0);
        assertEquals("new-runs-only", difference.path("weight").stringValue());
        assertEquals("task files.cleanup", difference.path("subject").stringValue());
        assertEquals("acme.more", plan.path("rewired").path(0).stringValue());
        assertEquals("nightly", plan.path("touched").path(0).path("id").stringValue());

        JsonNode bad = gantry.post(PLUGINS + "/plan?filename=bad.jar", "XX").json();
        assertEquals("reject", bad.path("action").stringValue());
        assertTrue(bad.path("plugin").isNull() && bad.path("replaces").isNull());
        assertEquals(400, gantry.post(PLUGINS + "/plan", "PK").status());
        assertTrue(gantry.plugins.decisions.isEmpty());
        assertTrue(gantry.plugins.find("files-1.3.0.jar").isEmpty());
    }

    @Test
    void whatIsHeldBackIsMadeAndSaysWhy() throws Exception {
        var made = gantry.post(PLUGINS + "?filename=held.jar", "H");
        assertEquals(201, made.status());
        JsonNode version = made.json().path("versions").path(0);
        assertEquals("staged", version.path("state").stringValue());
        assertEquals("It is held back: 0.9 is pinned.", version.path("reason").stringValue());
    }

    @Test
    void whatBreaksIsLetInByOverride() throws Exception {
        var refused = gantry.post(PLUGINS + "?filename=b.jar", "B");
        assertEquals(422, refused.status());
        assertEquals("b.jar breaks schedule nightly.", refused.json().path("detail").stringValue());
        assertEquals(400, gantry.post(PLUGINS + "?filename=b.jar&override=yes", "B").status());
        assertEquals(201, gantry.post(PLUGINS + "?filename=b.jar&override=true", "B").status());
        assertEquals(List.of("upload b.jar override true by api"), gantry.plugins.decisions);
    }

    @Test
    void activatesAtOnceOrByWayOfACanary() throws Exception {
        String activate = FILES + "/versions/1.1.0/activate";
        assertEquals(200, gantry.send("POST", activate, null).status());
        assertNull(gantry.plugins.canary);

        JsonNode plugin =
                gantry.post(
                                activate,
                                """
                                {"canary": {"steps": [10, 100], "bake": "30s", "minimum": 20,
                                 "tenant": "t", "labels": {"a": "b"}}, "override": true}
                                """)
                        .json();
        assertEquals(
                new CanarySpec(List.of(10, 100), "t", Map.of("a", "b"), Duration.ofSeconds(30), 20),
                gantry.plugins.canary);
        JsonNode canary = plugin.path("canary");
        assertEquals("PT30S", canary.path("spec").path("bake").stringValue());
        assertEquals(3, canary.path("canary").path("attempts").intValue());
        assertEquals("PT0.12S", canary.path("canary").path("p95").stringValue());
        assertTrue(canary.path("control").path("p95").isNull());
        assertEquals("47 attempts are missing.", canary.path("verdict").stringValue());

        gantry.post(activate, "{\"canary\": {}}");
        assertEquals(CanarySpec.DEFAULT, gantry.plugins.canary);
        gantry.post(FILES + "/versions/" + Fakes.SHA.substring(0, 12) + "/activate", "{}");
        assertEquals(
                List.of(
                        "activate acme.files 1.1.0 override false by api",
                        "activate acme.files 1.1.0 override true by api",
                        "activate acme.files 1.1.0 override false by api",
                        "activate acme.files abababababab override false by api"),
                gantry.plugins.decisions);
    }

    @Test
    void saysWhatIsWrongWithACanary() throws Exception {
        String activate = FILES + "/versions/1.1.0/activate";
        for (String bad :
                List.of(
                        "{\"canary\": {\"steps\": [50, 5]}}",
                        "{\"canary\": {\"steps\": []}}",
                        "{\"canary\": {\"steps\": 5}}",
                        "{\"canary\": {\"steps\": [\"5\"]}}",
                        "{\"canary\": {\"bake\": \"soon\"}}",
                        "{\"canary\": {\"minimum\": 0}}")) {
            var reply = gantry.post(activate, bad);
            assertEquals(400, reply.status(), bad);
            String pointer = reply.json().path("errors").path(0).path("pointer").stringValue();
            assertTrue(pointer.startsWith("/canary"), pointer);
        }
        assertTrue(gantry.plugins.decisions.isEmpty());
    }

    @Test
    void takesEveryDecision() throws Exception {
        assertEquals(
                "1.2.0",
                gantry.send("POST", FILES + "/pin", null).json().path("pinned").stringValue());
        assertEquals(
                "1.1.0",
                gantry.post(FILES + "/pin", "{\"version\":\"1.1.0\"}")
                        .json()
                        .path("pinned")
                        .stringValue());
        assertFalse(
                gantry.send("POST", FILES + "/disable", null)
                        .json()
                        .path("enabled")
                        .booleanValue());
        assertEquals(
                4, gantry.post(FILES + "/limit", "{\"attempts\":4}").json().path("limit").asInt());
        for (String verb : List.of("unpin", "enable", "promote", "versions/1.1.0/drain/force")) {
            assertEquals(200, gantry.send("POST", FILES + "/" + verb, null).status(), verb);
        }
        assertEquals(
                List.of(
                        "pin null acme.files by api",
                        "pin 1.1.0 acme.files by api",
                        "disable acme.files by api",
                        "limit 4 acme.files by api",
                        "unpin acme.files by api",
                        "enable acme.files by api",
                        "promote acme.files by api",
                        "force 1.1.0 acme.files by api"),
                gantry.plugins.decisions);
        assertEquals(409, gantry.send("POST", FILES + "/rollback", null).status());
        assertEquals(404, gantry.send("POST", PLUGINS + "/none/unpin", null).status());
        assertEquals(400, gantry.post(FILES + "/limit", "{}").status());
        assertEquals(400, gantry.post(FILES + "/limit", "{\"attempts\":-1}").status());
        assertEquals(400, gantry.post(FILES + "/pin", "{\"version\":1}").status());
    }

    @Test
    void readsTheHistoryInParts() throws Exception {
        for (long id : List.of(9L, 7L, 4L)) {
            gantry.plugins.notes.add(
                    new PluginNote(
                            id, Fakes.NOW, "acme.files", "1.2.0", Fakes.SHA, "pinned", "x", "api"));
        }
        JsonNode first = gantry.get(FILES + "/history?limit=2").json();
        assertEquals(List.of(9, 7), ids(first));
        assertEquals("7", first.path("next").stringValue());
        JsonNode rest = gantry.get(FILES + "/history?limit=2&cursor=7").json();
        assertEquals(List.of(4), ids(rest));
        assertTrue(rest.path("next").isNull());
        assertTrue(gantry.get(FILES + "/history?limit=3").json().path("next").isNull());
        assertEquals(400, gantry.get(FILES + "/history?cursor=x").status());
        assertEquals(404, gantry.get(PLUGINS + "/none/history").status());
    }

    @Test
    void whyTellsWhatNeedsAPersonFirst() throws Exception {
        Instant later = Fakes.NOW.plusSeconds(60);
        RevisionInfo active = Fakes.revision("p", "5", "5.jar", RevisionState.ACTIVE, null);
        RevisionInfo held =
                Fakes.revision("p", "6", "6.jar", RevisionState.STAGED, "It is held back.");
        RevisionInfo overdue = draining("4", Fakes.NOW.minusSeconds(1));
        RevisionInfo quarantined =
                Fakes.revision("p", "3", "3.jar", RevisionState.QUARANTINED, "It hangs.");
        RevisionInfo retired = Fakes.revision("p", "1", "1.jar", RevisionState.RETIRED, "Old.");
        assertEquals("It hangs.", why(held, active, overdue, quarantined, retired));
        assertEquals("4 waits.", why(held, active, overdue, retired));
        assertEquals("It is held back.", why(held, active, draining("4", later), retired));
        assertEquals("4 waits.", why(active, draining("4", later), retired));
        assertEquals("", why(active, retired));

        gantry.plugins.all.put(
                "p", new PluginInfo("p", "P", "5", false, null, 0, null, List.of(active, retired)));
        String disabled = reason(gantry.get(PLUGINS + "/p/why").json());
        assertTrue(disabled.contains("gantry plugin enable p"), disabled);
    }

    @Test
    void showsHowAVersionLeaves() throws Exception {
        gantry.plugins.put(
                "p",
                null,
                draining("4", Fakes.NOW),
                new RevisionInfo(
                        "p",
                        "P",
                        "3",
                        Fakes.SHA,
                        "3.jar",
                        RevisionState.RETIRED,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        Fakes.NOW,
                        0,
                        null,
                        "Thread pump holds its classes.",
                        true,
                        null,
                        Needs.NONE));
        JsonNode plugin = gantry.get(PLUGINS + "/p").json();
        JsonNode drain = plugin.path("versions").path(0).path("drain");
        assertEquals(2, drain.path("leases").intValue());
        assertEquals(3, drain.path("waiting").intValue());
        assertEquals("2026-03-01T12:00:00Z", drain.path("deadline").stringValue());
        assertEquals("4 waits.", drain.path("reason").stringValue());
        JsonNode gone = plugin.path("versions").path(1);
        assertEquals("Thread pump holds its classes.", gone.path("leak").stringValue());
        assertTrue(gone.path("previous").booleanValue());
        assertTrue(gone.path("drain").isNull());
    }

    private String why(RevisionInfo... versions) throws Exception {
        gantry.plugins.put("p", "5", versions);
        return reason(gantry.get(PLUGINS + "/p/why").json());
    }

    private static String reason(JsonNode why) {
        return why.path("reason").asString("");
    }

    private static RevisionInfo draining(String version, Instant deadline) {
        Drain drain = new Drain(2, 3, Fakes.NOW, deadline, false, version + " waits.");
        return new RevisionInfo(
                "p",
                "P",
                version,
                Fakes.SHA,
                version + ".jar",
                RevisionState.DRAINING,
                null,
                null,
                List.of(),
                List.of(),
                Fakes.NOW,
                2,
                drain,
                null,
                false,
                null,
                Needs.NONE);
    }

    private static List<Integer> ids(JsonNode page) {
        return page.path("items").valueStream().map(each -> each.path("id").intValue()).toList();
    }
}
