package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunQuery;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

class ExportApiTest {
    private static final String EXPORT = "/api/v1/runs/export";
    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws Exception {
        gantry = new TestGantry(home);
        for (int i = 0; i < 3; i++) {
            gantry.post("/api/v1/tasks/files.cleanup/runs", "{\"params\": {}}");
        }
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void writesALineForEachRunWithItsAttempts() throws Exception {
        var answer = gantry.get(EXPORT + "?task=files.cleanup&deadLetter=true");
        assertEquals("application/x-ndjson", answer.header("Content-Type"));
        List<String> lines = answer.text().lines().toList();
        assertEquals(3, lines.size());
        JsonNode first = Json.parse(lines.getFirst().getBytes(StandardCharsets.UTF_8));
        assertEquals("01run00000003", first.path("id").stringValue());
        assertEquals("failed", first.path("attempts").path(0).path("state").stringValue());
        assertEquals("files.cleanup", gantry.runs.lastQuery.task());
        assertEquals(RunQuery.Only.DEAD_LETTER, gantry.runs.lastQuery.only());
    }

    @Test
    void packsItForThoseWhoTakeGzip() throws Exception {
        var answer = gantry.get(EXPORT, "Accept-Encoding", "gzip");
        assertEquals("gzip", answer.header("Content-Encoding"));
        try (var in = new GZIPInputStream(new ByteArrayInputStream(answer.response().body()))) {
            assertEquals(
                    gantry.get(EXPORT).text(),
                    new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatCannotBeReadIsAProblemAndNoShortDocument() throws Exception {
        gantry.runs.listFailure =
                new GantryException(GantryException.Code.UNAVAILABLE, "the store is away");
        var answer = gantry.get(EXPORT);
        assertEquals(503, answer.status());
        assertTrue(answer.text().contains("the store is away"), answer.text());
        assertEquals(400, gantry.get(EXPORT + "?limit=5").status());
    }

    @Test
    void aDocumentThatBreaksOffIsNotTakenForAWholeOne() throws Exception {
        gantry.runs.failsLater = true;
        gantry.runs.listFailure = new IllegalStateException("broken");
        // while nothing is sent, it can still be said
        assertEquals(500, whole().statusCode());
        for (int i = 0; i < 200; i++) {
            gantry.post("/api/v1/tasks/files.cleanup/runs", "{\"params\": {}}");
        }
        assertThrows(IOException.class, this::whole);
    }

    private HttpResponse<String> whole() throws IOException, InterruptedException {
        return gantry.client.send(
                gantry.request(EXPORT).build(), HttpResponse.BodyHandlers.ofString());
    }
}
