package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;

class ProblemTest {
    private static final String RUNS = "/api/v1/tasks/files.cleanup/runs";
    private static final String PAUSE = "/api/v1/tasks/files.cleanup/pause";
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
    void hasTheMembersOfRfc9457() throws Exception {
        var reply =
                gantry.get(
                        "/api/v1/runs/none",
                        "traceparent",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertEquals("application/problem+json", reply.header("Content-Type"));
        JsonNode problem = reply.json();
        assertEquals("urn:gantry:problem:not_found", problem.path("type").stringValue());
        assertEquals("Not Found", problem.path("title").stringValue());
        assertEquals(404, problem.path("status").intValue());
        assertEquals("/api/v1/runs/none", problem.path("instance").stringValue());
        assertEquals("none", problem.path("runId").stringValue());
        assertEquals("0af7651916cd43dd8448eb211c80319c", problem.path("traceId").stringValue());
        assertEquals(false, problem.path("retryable").booleanValue());
    }

    @Test
    void tellsUnknownPathsFromWrongMethods() throws Exception {
        assertEquals(404, gantry.get("/api/v1/nothing").status());
        assertEquals(404, gantry.get("/api/v1/runs/").status());
        var wrong = gantry.send("DELETE", "/api/v1/plugins", null);
        assertEquals(405, wrong.status());
        assertEquals("GET, HEAD, POST", wrong.header("Allow"));
        assertEquals("method_not_allowed", wrong.json().path("code").stringValue());
        assertEquals(200, gantry.send("HEAD", "/api/v1/plugins", null).status());
        assertEquals(200, gantry.send("HEAD", "/api/v1/events", null).status());
    }

    @Test
    void pointsAtWhatIsNoJson() throws Exception {
        var reply = gantry.post(RUNS, "{\n  \"params\": nope\n}");
        assertEquals(400, reply.status());
        String detail = reply.json().path("detail").stringValue();
        assertTrue(detail.contains("line 2, column"), detail);
        assertEquals(400, gantry.post(RUNS, "{\"key\":\"a\",\"key\":\"b\"}").status());
        assertEquals(400, gantry.post(RUNS, "{} {}").status());
        assertEquals(400, gantry.post(RUNS, "{").status());
        assertEquals(400, gantry.post(RUNS, "[".repeat(100_000)).status());
    }

    @Test
    void refusesBodiesThatAreTooLarge() throws Exception {
        byte[] large = new byte[Call.JSON_LIMIT + 1];
        java.util.Arrays.fill(large, (byte) ' ');
        assertEquals(
                413,
                gantry.sendStream("POST", PAUSE, HttpRequest.BodyPublishers.ofByteArray(large))
                        .status());
        assertEquals(
                413,
                gantry.sendStream(
                                "POST",
                                PAUSE,
                                HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(large)))
                        .status());
        large[0] = '{';
        large[1] = '}';
        byte[] fits = java.util.Arrays.copyOf(large, Call.JSON_LIMIT);
        assertEquals(
                200,
                gantry.sendStream("POST", PAUSE, HttpRequest.BodyPublishers.ofByteArray(fits))
                        .status());
    }

    @Test
    void namesTheNearestKnownName() {
        java.util.Set<String> known = java.util.Set.of("params", "labels");
        assertTrue(Nearest.hint("param", known).startsWith("did you mean params?"));
        assertTrue(Nearest.hint("zzzz", known).startsWith("known: labels, params"));
    }
}
