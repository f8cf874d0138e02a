package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;

class PanelApiTest {
    private static final String ALL = "/api/v1/panels";
    private static final String USE = ALL + "/acme.disk/use";
    private static final String FILES = USE + "/files/" + FakePanels.SHA + "/";

    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws Exception {
        gantry = new TestGantry(home);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void listsThemWithAllThatAPageNeeds() throws Exception {
        assertEquals(2, gantry.get(ALL).json().path("items").size());
        JsonNode items = gantry.get(ALL + "?plugin=acme.disk").json().path("items");
        assertEquals(1, items.size());
        JsonNode panel = items.path(0);
        assertEquals(gantry.get(USE).json(), panel);
        assertEquals("use", panel.path("id").stringValue());
        assertEquals("acme.disk", panel.path("plugin").path("id").stringValue());
        assertEquals("overview", panel.path("place").stringValue());
        assertEquals("PT5S", panel.path("refresh").stringValue());
        assertEquals("run.", panel.path("events").path(0).stringValue());
        assertEquals(FILES + "use.js", panel.path("module").stringValue());
        assertEquals(404, gantry.get(ALL + "/acme.disk/nothing").status());
        JsonNode first = gantry.get(ALL + "?limit=1").json();
        assertEquals(
                "acme.net",
                gantry.get(ALL + "?limit=1&cursor=" + first.path("next").stringValue())
                        .json()
                        .path("items")
                        .path(0)
                        .path("plugin")
                        .path("id")
                        .stringValue());
    }

    @Test
    void asksForData() throws Exception {
        assertEquals("{\"asked\":{}}", gantry.get(USE + "/data").text());
        assertEquals(
                "{\"asked\":{\"hours\":6}}",
                gantry.get(USE + "/data?query=%7B%22hours%22:6%7D").text());
        assertEquals("null", gantry.get(USE + "/data?query=%22nothing%22").text());
        var refused = gantry.get(USE + "/data?query=%7B%22wrong%22:6%7D");
        assertEquals(422, refused.status());
        assertEquals("/wrong", refused.json().path("errors").path(0).path("pointer").stringValue());
        assertEquals(400, gantry.get(USE + "/data?hours=6").status());
    }

    @Test
    void onlyFilesAreForStrangers() throws Exception {
        for (String path : new String[] {ALL, USE, USE + "/data"}) {
            assertEquals(401, gantry.get(path, "Authorization", "Bearer wrong").status(), path);
        }
        var file = gantry.get(FILES + "use.js", "Authorization", "Bearer wrong", "Origin", "null");
        assertEquals(200, file.status());
        assertEquals("export {}", file.text());
        assertEquals("text/javascript; charset=utf-8", file.header("Content-Type"));
        assertEquals("*", file.header("Access-Control-Allow-Origin"));
        assertEquals("nosniff", file.header("X-Content-Type-Options"));
        assertTrue(file.header("Content-Security-Policy").endsWith("sandbox"));
        assertTrue(file.header("Cache-Control").endsWith("immutable"));
        assertEquals(403, gantry.get(FILES + "use.js", "Sec-Fetch-Site", "same-origin").status());
        assertEquals(404, gantry.get(FILES + "use.html").status());
        assertEquals(404, gantry.get(USE + "/files/abab/use.js").status());
    }
}
