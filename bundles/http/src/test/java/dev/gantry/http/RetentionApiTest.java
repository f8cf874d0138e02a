package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;

class RetentionApiTest {
    private static final String ALL = "/api/v1/retention";
    private static final String ONE = ALL + "/files.cleanup";
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
    void aRuleIsSetReadAndTakenAwayUnderItsTag() throws Exception {
        JsonNode none = gantry.get(ONE).json();
        assertTrue(none.path("rule").isNull());
        assertEquals("PT720H", none.path("effective").path("age").stringValue());
        String body = "{\"age\": \"P7D\", \"runs\": 4000000000, \"by\": \"anna\"}";
        var set = gantry.put(ONE, body, "If-None-Match", "*");
        assertEquals(200, set.status());
        assertEquals("\"1\"", set.header("ETag"));
        assertEquals(4_000_000_000L, set.json().path("rule").path("runs").longValue());
        assertTrue(set.json().path("rule").path("bytes").isNull());
        assertEquals("anna", set.json().path("by").stringValue());
        assertEquals(412, gantry.put(ONE, body, "If-None-Match", "*").status());
        assertEquals(412, gantry.put(ONE, body, "If-Match", "\"7\"").status());
        assertEquals(200, gantry.put(ONE, body, "If-Match", "\"1\"").status());
        assertEquals(304, gantry.get(ONE, "If-None-Match", "\"2\"").status());
        JsonNode all = gantry.get(ALL).json();
        assertEquals(1000, all.path("defaults").path("runs").longValue());
        assertEquals("files.cleanup", all.path("items").path(0).path("task").stringValue());
        assertEquals(204, gantry.send("DELETE", ONE, null).status());
        assertEquals(404, gantry.send("DELETE", ONE, null).status());
    }

    @Test
    void refusesWhatIsNoRule() throws Exception {
        assertEquals(400, gantry.put(ONE, "{\"age\": \"soon\"}").status());
        assertEquals(400, gantry.put(ONE, "{\"runs\": 1.5}").status());
        assertEquals(400, gantry.put(ONE, "{\"ages\": \"P7D\"}").status());
        var negative = gantry.put(ONE, "{\"bytes\": -1}");
        assertEquals(400, negative.status());
        assertTrue(negative.text().contains("zero for no limit"), negative.text());
    }

    @Test
    void runsAPassAndShowsTheLast() throws Exception {
        assertTrue(gantry.get(ALL).json().path("last").isNull());
        JsonNode dry = gantry.post(ALL + "/run", "{\"dryRun\": true}").json();
        assertTrue(dry.path("dryRun").booleanValue());
        assertEquals(3, dry.path("tasks").path(0).path("runs").longValue());
        assertTrue(gantry.get(ALL).json().path("last").isNull());
        assertEquals(200, gantry.send("POST", ALL + "/run", null).status());
        assertEquals(3, gantry.get(ALL).json().path("last").path("runs").longValue());
    }
}
