package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

class TaskCommandsTest {
    @TempDir Path folder;

    private static String task(boolean available, String reason) {
        return """
        {"type":"a.b","title":"Clean up","description":"","plugin":{"id":"acme","version":"1.0.0"},
         "params":{"type":"object","properties":{}},"available":%s,"reason":%s}
        """
                .formatted(available, reason);
    }

    @Test
    void whatNobodyOffersNowIsShownAsSuch() throws IOException {
        try (FakeGantry gantry = new FakeGantry(folder)) {
            gantry.on("GET /api/v1/tasks/a.b", 200, task(false, "\"its file was deleted\""));
            String gone = gantry.run("task", "show", "a.b").out();
            assertTrue(gone.contains("by nobody now: its file was deleted"), gone);
            gantry.on("GET /api/v1/tasks/a.b", 200, task(true, "null"));
            String there = gantry.run("task", "show", "a.b").out();
            assertFalse(there.contains("nobody"), there);
        }
    }

    @Test
    void theListTellsItOfEach() throws IOException {
        try (FakeGantry gantry = new FakeGantry(folder)) {
            gantry.on(
                    "GET /api/v1/tasks",
                    200,
                    "{\"items\":["
                            + task(false, "\"its file was deleted\"")
                            + ","
                            + task(true, "null")
                            + "]}");
            assertEquals(
                    List.of(
                            "TASK  TITLE     PLUGIN  VERSION  OFFERED",
                            "a.b   Clean up  acme    1.0.0    by nobody now: its file was deleted",
                            "a.b   Clean up  acme    1.0.0    yes"),
                    gantry.run("task", "list").out().lines().toList());
        }
    }
}
