package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;

/** What became of runs, and what needs attention, over a kill and a start. */
class StatisticsIT {
    private static final int RUNS = 7;

    @Test
    void aKillLosesNothingOfWhatIsCounted(@TempDir Path folder) throws Exception {
        Path home = folder.resolve("home");
        Gantry killed = Gantry.start(home);
        try {
            killed.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Mark.class));
            killed.awaitRevision("test.tasks", "active");
            for (int i = 0; i < RUNS; i++) {
                killed.run(
                        "test.mark",
                        "{\"file\":\"" + folder.resolve("marks.txt") + "\",\"number\":" + i + "}");
            }
            JsonNode told = killed.get("/api/v1/statistics?window=PT1H");
            assertEquals(RUNS, successes(told));
            assertTrue(told.path("tasks").path(0).path("p95").isNumber(), told::toString);
        } finally {
            killed.process.destroyForcibly().waitFor();
        }
        try (Gantry gantry = Gantry.start(home)) {
            gantry.await(
                    "the runs to be counted",
                    () -> successes(gantry.get("/api/v1/statistics?window=PT1H")),
                    count -> count == RUNS);
            JsonNode hour = gantry.get("/api/v1/statistics?window=PT2H&step=PT1H");
            assertEquals(RUNS, successes(hour));
            assertEquals(0, hour.path("now").path("running").asInt());
        }
    }

    private static int successes(JsonNode statistics) {
        int sum = 0;
        for (JsonNode step : statistics.path("series")) {
            sum += step.path("success").asInt();
        }
        return sum;
    }

    @Test
    void aFileThatIsNoPluginNeedsAttention(@TempDir Path home) throws Exception {
        try (Gantry gantry = Gantry.start(home)) {
            gantry.drop(Gantry.INSTALLATION.resolve("samples/broken/not-a-jar.jar"));
            JsonNode concern =
                    gantry.await(
                            "the file to be told of",
                            () ->
                                    gantry.get("/api/v1/attention")
                                            .path("items")
                                            .valueStream()
                                            .filter(
                                                    each ->
                                                            each.path("kind")
                                                                    .asString()
                                                                    .equals("file-rejected"))
                                            .findFirst()
                                            .orElse(null),
                            found -> found != null);
            assertTrue(concern.path("title").asString().contains("not-a-jar.jar"));
            assertTrue(concern.path("detail").asString().length() > 10, concern::toString);
            assertEquals("critical", concern.path("severity").asString());
        }
    }
}
