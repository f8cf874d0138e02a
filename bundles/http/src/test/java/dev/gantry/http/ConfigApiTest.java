package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;

class ConfigApiTest {
    private static final String CONFIG = "/api/v1/plugins/acme.files/config";
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
    void showsWhatIsSetAndWhatCouldBe() throws Exception {
        var reply = gantry.get(CONFIG);
        assertEquals("\"0\"", reply.header("ETag"));
        JsonNode fresh = reply.json();
        assertEquals(0, fresh.path("version").intValue());
        assertTrue(fresh.path("values").isEmpty());
        assertEquals(5, fresh.path("effective").path("limit").intValue());
        assertEquals(
                "integer",
                fresh.path("schema").path("properties").path("limit").path("type").stringValue());
        assertTrue(fresh.path("at").isNull());
        assertEquals("conf/plugins/acme.files.yaml", fresh.path("file").stringValue());
        assertEquals(404, gantry.get("/api/v1/plugins/none/config").status());
        assertEquals(404, gantry.put("/api/v1/plugins/none/config", "{}").status());
        assertEquals(404, gantry.get("/api/v1/plugins/none/config/history").status());
    }

    @Test
    void setsAllValuesAtOnce() throws Exception {
        var set = gantry.put(CONFIG, "{\"limit\": 7, \"any\": [1, {\"a\": 0.10}]}");
        assertEquals(200, set.status());
        assertEquals("\"1\"", set.header("ETag"));
        assertEquals("api", set.json().path("by").stringValue());
        assertEquals(
                "{\"limit\":7,\"any\":[1,{\"a\":0.10}]}", gantry.configs.all.getFirst().values());
        assertEquals(304, gantry.get(CONFIG, "If-None-Match", "\"1\"").status());
    }

    @Test
    void namesWhatDoesNotFit() throws Exception {
        var refused = gantry.put(CONFIG, "{\"limit\":0}");
        assertEquals(422, refused.status());
        JsonNode error = refused.json().path("errors").path(0);
        assertEquals("/limit", error.path("pointer").stringValue());
        assertEquals("expected at least 1, got 0", error.path("detail").stringValue());
        assertTrue(gantry.configs.all.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[1]", "7", "{\"a\":1,\"a\":2}", "limit: 7"})
    void wantsAJsonObject(String body) throws Exception {
        assertEquals(400, gantry.put(CONFIG, body).status());
        assertTrue(gantry.configs.all.isEmpty());
    }

    @Test
    void changesDependOnTheVersionThatTheCallerSaw() throws Exception {
        assertEquals(412, gantry.put(CONFIG, "{}", "If-Match", "\"1\"").status());
        assertEquals(200, gantry.put(CONFIG, "{}", "If-None-Match", "*").status());
        assertEquals(412, gantry.put(CONFIG, "{}", "If-None-Match", "*").status());
        assertEquals(200, gantry.put(CONFIG, "{\"limit\":2}", "If-Match", "\"1\"").status());
        assertEquals(412, gantry.put(CONFIG, "{\"limit\":3}", "If-Match", "\"1\"").status());
        String restore = CONFIG + "/history/1/restore";
        assertEquals(412, gantry.send("POST", restore, null, "If-Match", "\"1\"").status());
        assertEquals(200, gantry.send("POST", restore, null, "If-Match", "\"2\"").status());
    }

    @Test
    void keepsEveryVersionAndGoesBack() throws Exception {
        gantry.put(CONFIG, "{\"limit\":1}");
        gantry.put(CONFIG, "{\"limit\":2}");
        gantry.put(CONFIG, "{\"limit\":3}");
        JsonNode first = gantry.get(CONFIG + "/history?limit=2").json();
        assertEquals(3, first.path("items").path(0).path("version").intValue());
        assertEquals(2, first.path("items").path(1).path("values").path("limit").intValue());
        JsonNode rest =
                gantry.get(CONFIG + "/history?limit=2&cursor=" + first.path("next").stringValue())
                        .json();
        assertEquals(1, rest.path("items").size());
        assertTrue(rest.path("next").isNull());
        var restored = gantry.send("POST", CONFIG + "/history/1/restore", null);
        assertEquals(4, restored.json().path("version").intValue());
        assertEquals(1, restored.json().path("values").path("limit").intValue());
        assertEquals(404, gantry.send("POST", CONFIG + "/history/9/restore", null).status());
        assertEquals(404, gantry.send("POST", CONFIG + "/history/x/restore", null).status());
        assertEquals(400, gantry.get(CONFIG + "/history?cursor=x").status());
    }
}
