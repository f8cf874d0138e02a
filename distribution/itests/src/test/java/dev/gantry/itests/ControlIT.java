package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Flaky;
import dev.gantry.itests.tasks.Mark;
import dev.gantry.itests.tasks.Patient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators steer runs of a real Gantry, and what they decided outlasts a crash. */
class ControlIT {
    @TempDir Path folder;

    private Path home() throws Exception {
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("bundles"));
        Path jar =
                PluginJar.make(
                        folder, "test.control", "1.0.0", Mark.class, Flaky.class, Patient.class);
        Files.copy(jar, home.resolve("bundles").resolve(jar.getFileName()));
        return home;
    }

    private static String submit(Gantry gantry, String task, Map<String, Object> body)
            throws Exception {
        Gantry.Answer answer = gantry.send("POST", "/api/v1/tasks/" + task + "/runs", body);
        assertEquals(202, answer.status(), answer.body().toString());
        return answer.body().path("id").asString();
    }

    private static JsonNode post(Gantry gantry, String path, Object body) throws Exception {
        Gantry.Answer answer = gantry.send("POST", path, body);
        assertTrue(answer.status() < 300, path + ": " + answer.status() + " " + answer.body());
        return answer.body();
    }

    private static JsonNode finished(Gantry gantry, String id) throws Exception {
        return gantry.awaitRun(id, run -> run.path("state").asString().equals("finished"));
    }

    private static String metric(Gantry gantry, String start) throws Exception {
        String text = gantry.send("GET", "/metrics", null).raw().body();
        return text.lines().filter(line -> line.startsWith(start)).findFirst().orElse("");
    }

    @Test
    void aPausedTaskTypeStaysPausedOverACrashAndThenRunsAll() throws Exception {
        Path home = home();
        Path marks = folder.resolve("marks.txt");
        List<String> ids = new ArrayList<>();
        Gantry before = Gantry.start(home);
        Gantry.Exit paused =
                before.cli("task", "pause", "test.mark", "--reason", "the disk is changed");
        assertEquals(0, paused.code(), paused.err());
        for (int i = 0; i < 20; i++) {
            ids.add(
                    submit(
                            before,
                            "test.mark",
                            Map.of("params", Map.of("file", marks.toString(), "number", i))));
        }
        String changed = ids.getFirst();
        Gantry.Exit change = before.cli("run", "change", changed, "-p", "number=100");
        assertEquals(0, change.code(), change.err());
        before.kill();

        try (Gantry gantry = Gantry.start(home)) {
            JsonNode pause = gantry.get("/api/v1/pauses").path("items").path(0);
            assertEquals("test.mark", pause.path("name").asString());
            assertEquals("the disk is changed", pause.path("reason").asString());
            assertEquals(
                    0,
                    gantry.cli("run", "start", "test.flaky", "-p", "failures=0", "--wait").code());
            JsonNode held = gantry.get("/api/v1/runs?state=paused&limit=100").path("items");
            assertEquals(20, held.size());
            assertTrue(
                    held.path(0).path("reason").asString().endsWith("the disk is changed"),
                    held.path(0).toString());
            assertFalse(Files.exists(marks), "nothing ran");
            assertEquals(
                    "gantry_pauses{scope=\"task\"} 1.0",
                    metric(gantry, "gantry_pauses{scope=\"task"));
            assertEquals(
                    409, gantry.send("POST", "/api/v1/runs/" + changed + "/resume", "{}").status());

            assertEquals(0, gantry.cli("task", "resume", "test.mark").code());
            for (String id : ids) {
                assertEquals("success", finished(gantry, id).path("result").asString());
            }
            List<String> lines = Files.readAllLines(marks);
            assertEquals(20, lines.size());
            assertTrue(lines.contains("100 " + changed), "it ran as it was changed: " + lines);
        }
    }

    @Test
    void terminatesWithoutTheCleanUpThatCancelAllows() throws Exception {
        Path home = home();
        try (Gantry gantry = Gantry.start(home)) {
            for (String verb : List.of("cancel", "terminate")) {
                Path trail = folder.resolve(verb + ".txt");
                String id =
                        submit(
                                gantry,
                                "test.patient",
                                Map.of("params", Map.of("trail", trail.toString())));
                gantry.await("work", () -> Files.exists(trail), begun -> begun);
                Gantry.Exit exit = gantry.cli("run", verb, id);
                assertEquals(0, exit.code(), exit.err());
                JsonNode run = finished(gantry, id);
                assertEquals("cancelled", run.path("result").asString());
                if (verb.equals("terminate")) {
                    assertTrue(run.path("reason").asString().startsWith("terminated"));
                }
                assertEquals(
                        verb.equals("cancel") ? List.of("execute", "rollback") : List.of("execute"),
                        Files.readAllLines(trail));
            }
        }
    }

    @Test
    void handlesManyRunsInBulkAndDeadLettersOneByOne() throws Exception {
        Path home = home();
        try (Gantry gantry = Gantry.start(home)) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                ids.add(
                        submit(
                                gantry,
                                "test.flaky",
                                Map.of(
                                        "delay", "PT1H",
                                        "labels", Map.of("batch", "a"),
                                        "params", Map.of("failures", 0))));
            }
            String other =
                    submit(
                            gantry,
                            "test.flaky",
                            Map.of("delay", "PT1H", "params", Map.of("failures", 0)));
            Gantry.Exit dry = gantry.cli("run", "bulk", "cancel", "-l", "batch=a", "--dry-run");
            assertEquals(0, dry.code(), dry.err());
            assertTrue(dry.out().startsWith("cancel would look at 50 runs"), dry.out());
            assertEquals(
                    "scheduled",
                    gantry.get("/api/v1/runs/" + ids.getFirst()).path("state").asString());
            Gantry.Exit real = gantry.cli("run", "bulk", "cancel", "-l", "batch=a");
            assertEquals("cancel: 50 runs, 50 done\n", real.out());
            for (String id : ids) {
                assertEquals(
                        "cancelled", gantry.get("/api/v1/runs/" + id).path("result").asString());
            }
            assertEquals("scheduled", gantry.get("/api/v1/runs/" + other).path("state").asString());

            String failed =
                    submit(
                            gantry,
                            "test.flaky",
                            Map.of("params", Map.of("failures", 1, "permanent", true)));
            assertTrue(finished(gantry, failed).path("deadLetter").asBoolean());
            String letters = "/api/v1/runs?deadLetter=true";
            assertEquals(failed, gantry.get(letters).path("items").path(0).path("id").asString());
            JsonNode again = post(gantry, "/api/v1/runs/" + failed + "/rerun", Map.of("key", "k"));
            assertEquals(failed, again.path("rerunOf").asString());
            String id = again.path("id").asString();
            assertEquals(
                    id,
                    post(gantry, "/api/v1/runs/" + failed + "/rerun", Map.of("key", "k"))
                            .path("id")
                            .asString());
            assertEquals(id, gantry.get("/api/v1/runs/" + failed).path("rerunAs").asString());
            finished(gantry, id);
            assertEquals(1, gantry.get(letters).path("items").size());
            Gantry.Exit dismissed = gantry.cli("run", "bulk", "dismiss", "--task", "test.flaky");
            assertEquals("dismiss: 1 runs, 1 done\n", dismissed.out());
            assertEquals(0, gantry.get(letters).path("items").size());
            assertEquals(
                    "gantry_dead_letters_total{task=\"test.flaky\"} 2.0",
                    metric(gantry, "gantry_dead_letters_total"));

            String late =
                    submit(
                            gantry,
                            "test.flaky",
                            Map.of(
                                    "delay", "PT1H",
                                    "deadline", "PT0.5S",
                                    "params", Map.of("failures", 0)));
            assertEquals("timeout", finished(gantry, late).path("result").asString());
        }
    }
}
