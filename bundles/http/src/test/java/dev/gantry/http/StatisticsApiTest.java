package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.statistics.Statistics;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

class StatisticsApiTest {
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
    void tellsWhatBecameOfRunsAndWhatIsOpen() throws Exception {
        gantry.statistics.letters.add(
                new Statistics.Letters("files.cleanup", 3, "0abc", Fakes.NOW));
        gantry.statistics.letters.add(new Statistics.Letters("a.b", 4, "0abd", Fakes.NOW));
        JsonNode body = gantry.get("/api/v1/statistics").json();
        assertEquals(List.of("PT1H PT1M null null"), gantry.statistics.asked);
        assertEquals("2026-03-01T12:00:00Z", body.path("from").stringValue());
        assertEquals("2026-03-01T13:00:00Z", body.path("to").stringValue());
        assertEquals("PT1M", body.path("step").stringValue());
        assertEquals(
                Json.parse(
                        """
                        {"queued":2,"running":4,"blocked":0,"scheduled":0,"waiting":0,"paused":0,
                        "deadLetters":7}"""
                                .getBytes()),
                body.path("now"));
        JsonNode first = body.path("series").path(0);
        assertEquals(5, first.path("started").intValue());
        assertEquals(3, first.path("success").intValue());
        assertEquals(1, first.path("timeout").intValue());
        assertEquals(0, first.path("skipped").intValue());
        assertEquals(0.25, first.path("p50").doubleValue());
        assertEquals(2.0, first.path("p99").doubleValue());
        assertEquals(0.04, first.path("waitP95").doubleValue());
        assertTrue(body.path("series").path(1).path("p50").isNull());
        assertTrue(body.path("series").path(1).path("waitP95").isNull());
        JsonNode task = body.path("tasks").path(0);
        assertEquals(1.5, task.path("p95").doubleValue());
        assertEquals("timeout", task.path("last").path("result").stringValue());
    }

    @Test
    void takesWindowStepTaskAndTenantAndChoosesAStep() throws Exception {
        gantry.get("/api/v1/statistics?window=PT6H&step=PT5M&task=a.b&tenant=blue");
        gantry.get("/api/v1/statistics?window=24h");
        gantry.get("/api/v1/statistics?window=P7D");
        assertEquals(
                List.of("PT6H PT5M a.b blue", "PT24H PT10M null null", "PT168H PT2H null null"),
                gantry.statistics.asked);
    }

    @Test
    void refusesWhatIsNotKept() throws Exception {
        assertEquals(400, gantry.get("/api/v1/statistics?window=P8D&step=PT1H").status());
        assertEquals(400, gantry.get("/api/v1/statistics?window=soon").status());
        assertEquals(400, gantry.get("/api/v1/statistics?windows=PT1H").status());
        assertEquals(400, gantry.get("/api/v1/statistics?task=a%00b").status());
        assertEquals(400, gantry.get("/api/v1/statistics?window=99999999999999999999d").status());
        assertEquals(400, gantry.get("/api/v1/statistics?window=9223372036854775807d").status());
    }
}
