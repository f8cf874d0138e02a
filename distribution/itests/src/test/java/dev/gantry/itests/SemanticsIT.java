package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Flaky;
import dev.gantry.itests.tasks.Stepper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is promised of attempts: heartbeats, memory over a crash, and who says how often. */
class SemanticsIT {
    @TempDir Path folder;

    private Gantry start() throws Exception {
        return Gantry.start(
                folder.resolve("home"),
                "--set",
                "gantry.engine.cancel.grace=PT0.3S",
                "--set",
                "gantry.engine.cancel.abandon=PT0.5S");
    }

    private void drop(Gantry gantry) throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Stepper.class, Flaky.class));
        gantry.awaitRevision("test.tasks", "active");
    }

    @Test
    void whatAHeartbeatToldOutlivesACrash() throws Exception {
        Path trail = folder.resolve("trail.txt");
        String id;
        try (Gantry gantry = start()) {
            drop(gantry);
            String body =
                    "{\"params\":{\"trail\":\"" + trail + "\",\"steps\":40,\"each\":\"PT0.1S\"}}";
            id =
                    gantry.send("POST", "/api/v1/tasks/test.stepper/runs", body)
                            .body()
                            .path("id")
                            .asString();
            gantry.await(
                    "15 steps",
                    () -> Files.exists(trail) ? Files.readAllLines(trail).size() : 0,
                    steps -> steps >= 15);
            gantry.kill();
        }
        int before = Files.readAllLines(trail).size();
        try (Gantry gantry = start()) {
            JsonNode run = gantry.awaitRun(id, r -> r.path("state").asString().equals("finished"));
            assertEquals("success", run.path("result").asString(), run.toString());
            assertEquals(
                    1,
                    run.path("output").path("attempts").asInt(),
                    "a crash uses up no attempt of the run");
            List<String> steps = Files.readAllLines(trail);
            int resumed = Integer.parseInt(steps.get(before).split(" ")[1]);
            assertTrue(
                    resumed > 1 && resumed <= before + 1,
                    "it went on at step " + resumed + " after " + before);
            assertEquals("1 40", steps.getLast());
        }
    }

    @Test
    void anAttemptThatFallsSilentIsReplacedByOneThatKnowsWhereItWas() throws Exception {
        Path trail = folder.resolve("trail.txt");
        try (Gantry gantry = start()) {
            drop(gantry);
            JsonNode run =
                    gantry.run(
                            "test.stepper",
                            "{\"trail\":\""
                                    + trail
                                    + "\",\"steps\":4,\"each\":\"PT0S\",\"silentAfter\":2}");
            assertEquals("success", run.path("result").asString(), run.toString());
            assertEquals(List.of("1 1", "1 2", "2 3", "2 4"), Files.readAllLines(trail));
            JsonNode first =
                    gantry.get("/api/v1/runs/" + run.path("id").asString() + "/attempts")
                            .path("items")
                            .get(0);
            assertEquals("heartbeat", first.path("error").path("type").asString());
            assertEquals(
                    "PT1S", gantry.get("/api/v1/tasks/test.stepper").path("heartbeat").asString());
        }
    }

    @Test
    void theCallSaysHowOftenBeforeTheScheduleAndTheType() throws Exception {
        try (Gantry gantry = start()) {
            drop(gantry);
            Gantry.Exit own =
                    gantry.cli(
                            "run",
                            "start",
                            "test.flaky",
                            "-p",
                            "failures=9",
                            "--retry",
                            "3",
                            "--backoff",
                            "0s..0s",
                            "--unless",
                            "IllegalStateException",
                            "--wait",
                            "-o",
                            "json");
            assertTrue(
                    own.out().contains("\"attempt\":1") || own.out().contains("\"attempt\" : 1"),
                    own.out());
            Gantry.Exit made =
                    gantry.cli(
                            "schedule",
                            "add",
                            "often",
                            "--task",
                            "test.flaky",
                            "--every",
                            "1h",
                            "-p",
                            "failures=9",
                            "--retry",
                            "2",
                            "--backoff",
                            "0s..0s",
                            "--timeout",
                            "20s",
                            "--deadline",
                            "1h");
            assertEquals(0, made.code(), made.err());
            assertTrue(made.out().contains("2 attempts, PT0S..PT0S"), made.out());
            assertEquals(0, gantry.cli("schedule", "fire", "often").code());
            String id = gantry.get("/api/v1/schedules/often").path("lastRun").asString();
            JsonNode run = gantry.awaitRun(id, r -> r.path("state").asString().equals("finished"));
            assertEquals(2, run.path("attempt").asInt(), run.toString());
            assertTrue(!run.path("deadline").isNull(), run.toString());
            JsonNode typed = gantry.run("test.flaky", "{\"failures\":9}");
            assertEquals(4, typed.path("attempt").asInt());
        }
    }
}
