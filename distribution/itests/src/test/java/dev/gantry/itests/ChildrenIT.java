package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Family;
import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Runs that start runs. */
class ChildrenIT {
    @TempDir Path folder;

    private Gantry start() throws Exception {
        return Gantry.start(
                folder.resolve("home"),
                "--set",
                "gantry.engine.slots=2",
                "--set",
                "gantry.engine.cancel.grace=PT0.3S");
    }

    private void drop(Gantry gantry) throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Family.class, Mark.class));
        gantry.awaitRevision("test.tasks", "active");
    }

    private String submit(Gantry gantry, Path marks, int children, String work) throws Exception {
        String body =
                "{\"params\":{\"file\":\"%s\",\"children\":%d,\"work\":\"%s\"}}"
                        .formatted(marks, children, work);
        return gantry.send("POST", "/api/v1/tasks/test.family/runs", body)
                .body()
                .path("id")
                .asString();
    }

    @Test
    void aCrashInTheMidstMakesNoSecondChild() throws Exception {
        Path marks = folder.resolve("marks.txt");
        String id;
        try (Gantry gantry = start()) {
            drop(gantry);
            id = submit(gantry, marks, 20, "PT0.2S");
            gantry.await(
                    "six children to have run",
                    () -> Files.exists(marks) ? Files.readAllLines(marks).size() : 0,
                    done -> done >= 6);
            JsonNode parent = gantry.get("/api/v1/runs/" + id);
            assertEquals("waiting", parent.path("state").asString(), parent.toString());
            assertTrue(
                    parent.path("reason").asString().startsWith("waits for child mark-"),
                    parent.toString());
            gantry.kill();
        }
        try (Gantry gantry = start()) {
            JsonNode parent =
                    gantry.awaitRun(id, r -> r.path("state").asString().equals("finished"));
            assertEquals("success", parent.path("result").asString(), parent.toString());
            assertEquals(210, parent.path("output").path("value").asInt());
            assertEquals(1, parent.path("output").path("attempt").asInt());
            JsonNode children = gantry.get("/api/v1/runs?parent=" + id + "&limit=100");
            assertEquals(20, children.path("items").size());
            Set<String> runs = new HashSet<>();
            for (String line : Files.readAllLines(marks)) {
                runs.add(line.split(" ")[1]);
            }
            assertEquals(20, runs.size(), "a step may start more than once, its run may not");
            for (JsonNode child : children.path("items")) {
                assertEquals(parent.path("traceId"), child.path("traceId"));
                assertEquals(id, child.path("parent").asString());
            }
            String shown = gantry.cli("run", "show", id).out();
            assertTrue(shown.contains("mark-20") && shown.contains("CHILD"), shown);
        }
    }

    @Test
    void whatWaitsForChildrenStopsWithThemAndKeepsNobodyFromStopping() throws Exception {
        Path marks = folder.resolve("marks.txt");
        try (Gantry gantry = start()) {
            drop(gantry);
            String id = submit(gantry, marks, 5, "PT60S");
            gantry.awaitRun(id, r -> r.path("state").asString().equals("waiting"));
            gantry.send("POST", "/api/v1/runs/" + id + "/cancel", null);
            JsonNode parent =
                    gantry.awaitRun(id, r -> r.path("state").asString().equals("finished"));
            assertEquals("cancelled", parent.path("result").asString());
            for (JsonNode child : gantry.get("/api/v1/runs?parent=" + id).path("items")) {
                JsonNode end =
                        gantry.awaitRun(
                                child.path("id").asString(),
                                r -> r.path("state").asString().equals("finished"));
                assertEquals("cancelled", end.path("result").asString(), end.toString());
            }
            String again = submit(gantry, marks, 3, "PT0.5S");
            gantry.awaitRun(again, r -> r.path("state").asString().equals("waiting"));
            assertEquals(0, gantry.stop());
            assertTrue(!Files.exists(marks) || Files.readAllLines(marks).size() <= 3);
        }
        try (Gantry gantry = start()) {
            List<JsonNode> runs = new java.util.ArrayList<>();
            gantry.get("/api/v1/runs?task=test.family&limit=1").path("items").forEach(runs::add);
            JsonNode parent =
                    gantry.awaitRun(
                            runs.getFirst().path("id").asString(),
                            r -> r.path("state").asString().equals("finished"));
            assertEquals(6, parent.path("output").path("value").asInt(), parent.toString());
        }
    }
}
