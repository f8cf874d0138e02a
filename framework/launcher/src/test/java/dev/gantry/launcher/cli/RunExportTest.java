package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(30)
class RunExportTest {
    private static final String ROUTE = "GET /api/v1/runs/export";
    private static final String LINES = "{\"id\":\"1\"}\n{\"id\":\"ä\"}\n";

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
    void printsWhatComes() {
        gantry.on(ROUTE + "?task=a.b", 200, LINES);
        var ended = gantry.run("run", "export", "--task", "a.b");
        assertEquals(0, ended.code(), ended.err());
        assertEquals(LINES, ended.out());
    }

    @Test
    void aFileIsThereWhenItIsComplete() throws IOException {
        gantry.on(ROUTE, 200, LINES);
        Path file = folder.resolve("runs.ndjson");
        assertEquals(0, gantry.run("run", "export", "--file", file.toString()).code());
        assertEquals(LINES, Files.readString(file));
        assertFalse(Files.exists(folder.resolve("runs.ndjson.part")));
        gantry.on(ROUTE, 503, "{\"detail\":\"the store is away\"}");
        Path none = folder.resolve("none.ndjson");
        var refused = gantry.run("run", "export", "--file", none.toString());
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("the store is away"), refused.err());
        assertFalse(Files.exists(none));
    }
}
