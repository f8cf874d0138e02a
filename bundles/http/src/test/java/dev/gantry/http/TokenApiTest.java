package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class TokenApiTest {
    private static final String TOKENS = "/api/v1/tokens";

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
    void aTokenIsMadeUsedAndRevoked() throws Exception {
        var made =
                gantry.post(
                        TOKENS,
                        "{\"name\":\"ci\",\"roles\":[{\"role\":\"operator\",\"tenant\":\"blue\"},"
                                + "{\"role\":\"viewer\"}],\"expiresIn\":\"P30D\"}");
        assertEquals(201, made.status(), made::text);
        assertEquals("no-store", made.header("Cache-Control"));
        JsonNode body = made.json();
        assertEquals("ci", body.path("name").stringValue());
        assertEquals("admin", body.path("createdBy").stringValue());
        assertEquals(
                Fakes.NOW.plus(Duration.ofDays(30)).toString(),
                body.path("expiresAt").stringValue());
        String bearer = "Bearer " + body.path("token").stringValue();
        assertEquals(200, gantry.get("/api/v1/runs", "Authorization", bearer).status());

        JsonNode listed = gantry.get(TOKENS).json().path("items").path(0);
        assertFalse(listed.has("token"));
        assertEquals("blue", listed.path("roles").path(0).path("tenant").stringValue());
        assertTrue(listed.path("roles").path(1).path("tenant").isNull());

        String path = TOKENS + "/" + body.path("id").stringValue();
        assertEquals(204, gantry.send("DELETE", path, null).status());
        assertEquals(404, gantry.send("DELETE", path, null).status());
        assertEquals(401, gantry.get("/api/v1/runs", "Authorization", bearer).status());
    }

    @Test
    void aTokenEndsUnlessItIsSaidNotTo() throws Exception {
        String start = "{\"name\":\"a\",\"roles\":[{\"role\":\"viewer\"}]";
        assertEquals(
                Fakes.NOW.plus(Duration.ofDays(90)).toString(),
                gantry.post(TOKENS, start + "}").json().path("expiresAt").stringValue());
        assertTrue(
                gantry.post(TOKENS, start + ",\"never\":true}").json().path("expiresAt").isNull());
    }

    @Test
    void whatIsNoTokenIsTold() throws Exception {
        String viewer = "\"roles\":[{\"role\":\"viewer\"}]";
        for (String wrong :
                List.of(
                        "{" + viewer + "}",
                        "{\"name\":\"a\"}",
                        "{\"name\":\"a\",\"roles\":[]}",
                        "{\"name\":\"a\",\"roles\":[{\"role\":\"root\"}]}",
                        "{\"name\":\"a\",\"roles\":[{\"tenant\":\"blue\"}]}",
                        "{\"name\":\"a\",\"roles\":[{\"role\":\"viewer\",\"tenant\":\"\"}]}",
                        "{\"name\":\"a\"," + viewer + ",\"expiresIn\":\"PT0S\"}",
                        "{\"name\":\"a\"," + viewer + ",\"expiresIn\":\"P9999D\"}",
                        "{\"name\":\"a\"," + viewer + ",\"expiresIn\":\"P1D\",\"never\":true}")) {
            assertEquals(400, gantry.post(TOKENS, wrong).status(), wrong);
        }
        assertEquals(0, gantry.get(TOKENS).json().path("items").size());
    }
}
