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
class NodeCommandsTest {
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
    void listsThem() {
        gantry.on(
                "GET /api/v1/nodes",
                200,
                "{\"items\":[{\"name\":\"a\",\"alive\":true,\"leader\":true,\"slots\":8,\"free\":7,"
                        + "\"waiting\":0,\"url\":\"http://127.0.0.1:8181\","
                        + "\"clockAhead\":\"PT-0.012S\"},"
                        + "{\"name\":\"b\",\"alive\":false,\"leader\":false,\"slots\":0,"
                        + "\"free\":0,\"waiting\":0,\"url\":null}]}");
        String list = gantry.run("node", "list").out();
        assertTrue(list.contains("alive, leads"), list);
        assertTrue(list.contains("away"), list);
        assertTrue(list.contains(" -0.012s "), list);
        assertEquals(3, list.lines().count(), list);
    }

    @Test
    void saysThatThereIsOne() {
        gantry.on("GET /api/v1/nodes", 200, "{\"items\":[]}");
        assertTrue(gantry.run("node", "list").out().contains("SQLite, is not shared"));
    }
}
