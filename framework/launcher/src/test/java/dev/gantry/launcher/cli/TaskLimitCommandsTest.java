package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.cli.FakeGantry.Ended;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;

@Timeout(30)
class TaskLimitCommandsTest {
    private static final String LIMITS =
            "{\"task\":\"a.b\",\"version\":1,\"maxRunning\":2,\"maxOpen\":null,"
                    + "\"rate\":{\"count\":5,\"per\":\"PT1M\"},"
                    + "\"running\":1,\"waiting\":6,\"open\":null}";

    @TempDir Path folder;
    private FakeGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new FakeGantry(folder);
        gantry.on("GET /api/v1/tasks/a.b/limits", 200, LIMITS)
                .on("PUT /api/v1/tasks/a.b/limits", 200, LIMITS)
                .on("DELETE /api/v1/tasks/a.b/limits", 204, "")
                .on("POST /api/v1/tasks/a.b/runs", 202, "{\"id\":\"r\",\"state\":\"queued\"}");
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    private JsonNode lastBody() {
        String last = gantry.requests().getLast();
        return Api.JSON.readTree(last.substring(last.indexOf('{')));
    }

    @Test
    void showsSetsAndDeletes() {
        String show = gantry.run("task", "limits", "show", "a.b").out();
        assertTrue(show.contains("1 of 2"), show);
        assertTrue(show.contains("5 per PT1M"), show);
        assertTrue(show.contains("not counted of none"), show);
        gantry.run("task", "limits", "set", "a.b", "--max-open", "9", "--per", "2s");
        assertEquals(
                Api.JSON.readTree(
                        "{\"maxRunning\":2,\"rate\":{\"count\":5,\"per\":\"PT2S\"},\"maxOpen\":9}"),
                lastBody());
        gantry.run("task", "limits", "set", "a.b", "--rate", "none", "--max-running", "none");
        assertEquals("{}", lastBody().toString());
        assertEquals(
                new Ended(0, "a.b has no limits any more.\n", ""),
                gantry.run("task", "limits", "delete", "a.b"));
        assertEquals(ExitCode.USAGE, gantry.run("task", "limits", "set", "a.b").code());
    }

    @Test
    void aRunIsStartedWithAConcurrencyKey() {
        gantry.run("run", "start", "a.b", "--concurrency-key", "h", "--concurrency", "3");
        assertEquals(
                Api.JSON.readTree("{\"key\":\"h\",\"limit\":3}"), lastBody().path("concurrency"));
        gantry.run("run", "start", "a.b", "--concurrency-key", "h");
        assertEquals(Api.JSON.readTree("{\"key\":\"h\"}"), lastBody().path("concurrency"));
        Ended alone = gantry.run("run", "start", "a.b", "--concurrency", "3");
        assertEquals(ExitCode.USAGE, alone.code());
        assertTrue(alone.err().contains("--concurrency-key"), alone.err());
    }
}
