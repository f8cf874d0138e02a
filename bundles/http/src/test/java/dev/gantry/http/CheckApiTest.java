package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.check.CheckLife;
import dev.gantry.spi.check.CheckProblem;
import dev.gantry.spi.check.CheckState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;

/** What the API does with checks beside keeping them. */
class CheckApiTest {
    private static final String CHECK = "/api/v1/checks/disk";
    private static final String INSPECT = "{\"detector\":\"disk.room\"}";
    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws Exception {
        gantry = new TestGantry(home);
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    @Test
    void inspectsPausesAndAppliesChecks() throws Exception {
        gantry.put(CHECK, INSPECT);
        var verdict = gantry.send("POST", CHECK + "/run", null);
        assertEquals(200, verdict.status());
        assertEquals("warn", verdict.json().path("status").stringValue());
        var paused = gantry.send("POST", CHECK + "/pause", null);
        assertTrue(paused.json().path("paused").booleanValue());
        assertEquals(202, gantry.send("POST", CHECK + "/run?wait=PT0.01S", null).status());
        assertEquals(400, gantry.send("POST", CHECK + "/run?wait=PT1H", null).status());
        assertFalse(
                gantry.send("POST", CHECK + "/resume", null).json().path("paused").booleanValue());
        assertEquals(404, gantry.send("POST", "/api/v1/checks/none/run", null).status());
        assertEquals("{}", gantry.get("/api/v1/checks/schema").text());

        JsonNode done = gantry.post("/api/v1/checks", "checks: []").json();
        assertEquals(1, done.path("changed").intValue());
        var refused = gantry.post("/api/v1/checks?name=x.yaml", "bad");
        assertEquals(422, refused.status());
        assertEquals(
                "x.yaml, line 2: checks/0/interval: expected a duration",
                refused.json().path("detail").stringValue());
        JsonNode dry = gantry.post("/api/v1/checks?dryRun=true", "bad").json();
        assertEquals(2, dry.path("problems").path(0).path("line").intValue());
    }

    @Test
    void aCheckFromAFileIsNotChangedHere() throws Exception {
        gantry.put(CHECK, INSPECT);
        gantry.checks.all.computeIfPresent(
                "disk",
                (id, check) ->
                        check.faring(
                                new CheckLife(
                                        CheckState.UNLOADED,
                                        "its plugin is gone",
                                        "conf/checks/a.yaml",
                                        1,
                                        2,
                                        Fakes.NOW)));
        var refused = gantry.put(CHECK, INSPECT, "If-Match", "\"1\"");
        assertEquals(409, refused.status());
        assertEquals(
                "Check disk is in conf/checks/a.yaml; change it there.",
                refused.json().path("detail").stringValue());
        assertEquals(409, gantry.send("DELETE", CHECK, null).status());
        JsonNode shown = gantry.get(CHECK).json();
        assertEquals("unloaded", shown.path("state").stringValue());
        assertEquals("its plugin is gone", shown.path("reason").stringValue());
        assertEquals(2, shown.path("shed").intValue());
    }

    @Test
    void findsChecksAndCountsThem() throws Exception {
        for (int i = 0; i < 7; i++) {
            gantry.put("/api/v1/checks/c" + i, "{\"detector\":\"disk.room\"}");
        }
        gantry.put(
                "/api/v1/checks/c3",
                "{\"detector\":\"disk.room\",\"labels\":{\"team\":\"shop\",\"a\":\"b\"}}");
        gantry.checks.problems =
                List.of(new CheckProblem("conf/checks/a.yaml", 3, "/checks/0", "no", true));
        String list = "/api/v1/checks";
        JsonNode worst = gantry.get(list + "?order=worst&limit=2").json();
        assertEquals("c3", worst.path("items").path(0).path("id").stringValue());
        assertEquals("c0", worst.path("items").path(1).path("id").stringValue());
        assertEquals(1, worst.path("counts").path("warn").intValue());
        assertEquals(6, worst.path("counts").path("unknown").intValue());
        assertEquals(3, worst.path("problems").path(0).path("line").intValue());
        String next = worst.path("next").stringValue();
        JsonNode more = gantry.get(list + "?order=worst&limit=20&cursor=" + next).json();
        assertEquals(5, more.path("items").size());
        assertTrue(more.path("next").isNull());
        assertEquals(1, gantry.get(list + "?status=warn").json().path("items").size());
        assertEquals(
                1, gantry.get(list + "?label=team%3Dshop&label=a%3Db").json().path("items").size());
        assertEquals(0, gantry.get(list + "?label=team%3Dother").json().path("items").size());
        assertEquals(1, gantry.get(list + "?text=ROOM+team%3Dshop").json().path("items").size());
        assertEquals(0, gantry.get(list + "?detector=other").json().path("items").size());
        assertEquals(0, gantry.get(list + "?state=unloaded").json().path("items").size());
        assertEquals(400, gantry.get(list + "?status=bad").status());
    }
}
