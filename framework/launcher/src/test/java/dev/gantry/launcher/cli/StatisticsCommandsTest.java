package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

@Timeout(30)
class StatisticsCommandsTest {
    @TempDir Path folder;
    private FakeGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new FakeGantry(folder);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void tellsWhatBecameOfRuns() {
        gantry.on(
                "GET /api/v1/statistics?window=PT24H&task=a.b",
                200,
                "{\"now\":{\"queued\":2,\"running\":4,\"deadLetters\":7},\"series\":[],"
                        + "\"tasks\":[{\"task\":\"a.b\",\"success\":3,\"failure\":1,\"p50\":0.25,"
                        + "\"p95\":null,\"last\":{\"id\":\"0a\",\"result\":\"success\","
                        + "\"finishedAt\":\"2026-03-01T10:00:00Z\"}}]}");
        String told = gantry.run("run", "stats", "--window", "24h", "--task", "a.b").out();
        assertTrue(
                told.contains(
                        "Now: 2 queued, 4 running, 0 blocked, 0 scheduled, 0 waiting, 0 paused,"
                                + " 7 dead letters"),
                told);
        assertTrue(told.contains("250ms"), told);
    }

    @Test
    void tellsWhatNeedsAttention() {
        gantry.on(
                "GET /api/v1/attention",
                200,
                "{\"items\":[{\"kind\":\"disk\",\"severity\":\"critical\",\"title\":\"The disk is"
                        + " nearly full\",\"detail\":\"3 MiB are free.\",\"remedy\":\"Free some.\","
                        + "\"link\":\"/\",\"since\":null}]}");
        assertEquals(
                "CRITICAL  The disk is nearly full\n  3 MiB are free.\n  Free some.\n",
                gantry.run("attention", "list").out());
        gantry.on("GET /api/v1/attention", 200, "{\"items\":[]}");
        assertEquals("Nothing needs attention.\n", gantry.run("attention", "list").out());
    }

    @Test
    void aListOfFewRunsIsPutTogether() {
        gantry.on(
                "GET /api/v1/runs?q=ops&limit=2",
                200,
                "{\"items\":[{\"id\":\"0b\"}],\"next\":\"0b0\"}");
        gantry.on(
                "GET /api/v1/runs?q=ops&cursor=0b0&limit=1",
                200,
                "{\"items\":[],\"next\":\"0a9\"}");
        gantry.on(
                "GET /api/v1/runs?q=ops&cursor=0a9&limit=1",
                200,
                "{\"items\":[{\"id\":\"0a\"}],\"next\":\"0a\"}");
        FakeGantry.Ended listed = gantry.run("run", "list", "--find", "ops", "--limit", "2");
        assertTrue(listed.out().contains("0b"), listed.out());
        assertTrue(listed.out().contains("0a"), listed.out());
    }
}
