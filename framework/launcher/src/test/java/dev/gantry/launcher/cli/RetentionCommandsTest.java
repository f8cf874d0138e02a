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
class RetentionCommandsTest {
    private static final String RULE =
            "{\"age\":\"PT168H\",\"deadLetters\":\"PT0S\",\"runs\":0,\"bytes\":1048576}";
    private static final String TASK =
            "{\"task\":\"a.b\",\"rule\":"
                    + RULE
                    + ",\"effective\":"
                    + RULE
                    + ",\"runs\":12,\"bytes\":2048,\"oldest\":null}";

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
    void setsListsAndDeletes() {
        gantry.on("PUT /api/v1/retention/a.b", 200, TASK);
        var set = gantry.run("retention", "set", "a.b", "--age", "7d", "--bytes", "1048576");
        assertEquals("a.b: kept 7d, dead letters for ever, runs any, size 1.0 MiB\n", set.out());
        gantry.on(
                "GET /api/v1/retention",
                200,
                "{\"defaults\":" + RULE + ",\"items\":[" + TASK + "]}");
        String list = gantry.run("retention", "list").out();
        assertTrue(list.contains("(default)"), list);
        assertTrue(list.contains("12    2.0 KiB"), list);
        gantry.on("DELETE /api/v1/retention/a.b", 204, "");
        assertEquals(0, gantry.run("retention", "delete", "a.b").code());
    }

    @Test
    void saysWhatWouldGo() {
        gantry.on(
                "POST /api/v1/retention/run",
                200,
                "{\"runs\":3,\"tasks\":[{\"task\":\"a.b\",\"runs\":3,\"bytes\":300}]}");
        assertEquals(
                "Would delete 3 runs.\n  a.b: 3 runs, 300 B\n",
                gantry.run("retention", "run", "--dry-run").out());
    }
}
