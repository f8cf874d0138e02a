package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Trial;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** A version is tried on a part of new work, and goes on or back by itself. */
class CanaryIT {
    private static final String PLUGIN = "test.trial";
    private static final String OLD = "1.0.0";
    private static final int CALLERS = 4;

    @TempDir Path folder;

    private Gantry gantry;

    @BeforeEach
    void start() throws Exception {
        gantry = Gantry.start(folder.resolve("home"));
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    /** Brings in a second version and goes back to the first. */
    private void have(String version) throws Exception {
        for (String each : List.of(OLD, version)) {
            gantry.drop(PluginJar.make(folder, PLUGIN, each, Trial.class));
            awaitActive(each);
        }
        activate(OLD, "");
        awaitActive(OLD);
        gantry.await(
                version + " to have drained",
                () -> gantry.revision(PLUGIN, v -> v.path("version").asString().equals(version)),
                v -> v != null && v.path("state").asString().equals("retired"));
    }

    private void awaitActive(String version) throws Exception {
        gantry.await(
                version + " to be active",
                () ->
                        gantry.send("GET", "/api/v1/plugins/" + PLUGIN, null)
                                .body()
                                .path("active")
                                .asString(""),
                version::equals);
    }

    private void activate(String version, String body) throws Exception {
        decide("versions/" + version + "/activate", body);
    }

    private void decide(String what, String body) throws Exception {
        Gantry.Answer answer =
                gantry.send(
                        "POST",
                        "/api/v1/plugins/" + PLUGIN + "/" + what,
                        body.isEmpty() ? null : body);
        assertEquals(200, answer.status(), answer.raw().body());
    }

    private JsonNode plugin() throws Exception {
        return gantry.get("/api/v1/plugins/" + PLUGIN);
    }

    private JsonNode canary() throws Exception {
        return plugin().path("canary");
    }

    private static String by(String steps, String bake) {
        return """
               {"canary":{"steps":%s,"bake":"%s","minimum":20,"tenant":null,"labels":{}}}"""
                .formatted(steps, bake);
    }

    /** Callers that start runs until they are closed, and what the runs said. */
    private final class Traffic implements AutoCloseable {
        private final Queue<JsonNode> runs = new ConcurrentLinkedQueue<>();
        private final Queue<String> errors = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> callers = new ArrayList<>();

        Traffic() {
            for (int i = 0; i < CALLERS; i++) {
                callers.add(Thread.ofVirtual().start(this::call));
            }
        }

        private void call() {
            while (!over.get()) {
                try {
                    runs.add(gantry.run(PLUGIN, "{}"));
                } catch (Exception | AssertionError e) {
                    errors.add(e.toString());
                    return;
                }
            }
        }

        @Override
        public void close() throws InterruptedException {
            over.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
            assertEquals(List.of(), List.copyOf(errors));
        }
    }

    private static void assertRanOnTheVersionThatItSays(JsonNode run) {
        assertEquals("success", run.path("result").asString(), run.toString());
        assertEquals(
                run.path("plugin").path("version").asString(),
                run.path("output").path("version").asString());
    }

    @Test
    void aGoodVersionGetsAllNewWorkStepByStep() throws Exception {
        have("1.1.0");
        Set<Integer> percents = new TreeSet<>();
        Traffic traffic = new Traffic();
        try (traffic) {
            activate("1.1.0", by("[10,50]", "PT2S"));
            JsonNode first = canary();
            assertEquals("1.1.0", first.path("version").asString(), first.toString());
            assertEquals(0, first.path("step").asInt());
            assertFalse(first.path("verdict").asString().isEmpty());
            assertEquals(OLD, plugin().path("active").asString());
            gantry.await(
                    "the canary to be promoted",
                    this::plugin,
                    plugin -> {
                        JsonNode canary = plugin.path("canary");
                        if (canary.isObject()) {
                            percents.add(canary.path("percent").asInt());
                        }
                        return !canary.isObject();
                    });
        }
        awaitActive("1.1.0");
        assertEquals(Set.of(10, 50), percents);
        traffic.runs.forEach(CanaryIT::assertRanOnTheVersionThatItSays);
        assertEquals("1.1.0", gantry.run(PLUGIN, "{}").path("output").path("version").asString());
    }

    @Test
    void aVersionThatFailsGoesBackBeforeItsBakeTimeIsOver() throws Exception {
        goesBack("1.1.0.fails");
    }

    @Test
    void aVersionThatIsSlowGoesBackBeforeItsBakeTimeIsOver() throws Exception {
        goesBack("1.1.0.slow");
    }

    private void goesBack(String version) throws Exception {
        have(version);
        try (Traffic traffic = new Traffic()) {
            activate(version, by("[50]", "PT10M"));
            gantry.await(
                    version + " to be rolled back",
                    this::plugin,
                    p -> !p.path("canary").isObject());
            assertTrue(
                    traffic.runs.stream()
                            .anyMatch(
                                    r ->
                                            r.path("plugin")
                                                    .path("version")
                                                    .asString()
                                                    .equals(version)),
                    "it got a part of the work");
        }
        assertEquals(OLD, plugin().path("active").asString());
        for (int i = 0; i < 50; i++) {
            assertEquals(OLD, gantry.run(PLUGIN, "{}").path("output").path("version").asString());
        }
        String metrics = gantry.send("GET", "/metrics", null).raw().body();
        assertTrue(
                metrics.lines()
                        .anyMatch(
                                line ->
                                        line.startsWith("gantry_canary_decisions_total{")
                                                && line.contains("rolled-back")
                                                && line.endsWith(" 1.0")),
                metrics);
    }

    @Test
    void goesOnInTheSameStepAfterKillAndIsPromotedByHand() throws Exception {
        have("1.1.0");
        try (Traffic traffic = new Traffic()) {
            activate("1.1.0", by("[50,60]", "PT3S"));
            gantry.await(
                    "the second step", this::canary, canary -> canary.path("step").asInt() == 1);
        }
        gantry.kill();
        gantry = Gantry.start(folder.resolve("home"));
        JsonNode canary = gantry.await("the canary to be back", this::canary, JsonNode::isObject);
        assertEquals("1.1.0", canary.path("version").asString());
        assertEquals(1, canary.path("step").asInt());
        assertEquals(60, canary.path("percent").asInt());
        assertTrue(
                canary.path("verdict").asString().startsWith("waits for 20 more attempts"),
                canary.toString());

        decide("promote", "");
        awaitActive("1.1.0");
        assertFalse(canary().isObject());
    }

    @Test
    void takesTheWorkThatItsLabelsChooseUntilAPersonEndsIt() throws Exception {
        have("1.1.0");
        activate(
                "1.1.0",
                """
                {"canary":{"steps":[5],"bake":"PT10M","minimum":20,"tenant":null,"labels":{"site":"b"}}}""");
        for (int i = 0; i < 20; i++) {
            assertEquals("1.1.0", versionFor("b"));
            assertEquals(OLD, versionFor("a"));
        }
        decide("rollback", "");
        assertFalse(canary().isObject());
        assertEquals(OLD, plugin().path("active").asString());
        assertEquals(OLD, versionFor("b"));
    }

    private String versionFor(String site) throws Exception {
        Gantry.Answer answer =
                gantry.send(
                        "POST",
                        "/api/v1/tasks/" + PLUGIN + "/runs?wait=PT30S",
                        "{\"params\":{},\"labels\":{\"site\":\"" + site + "\"}}");
        assertEquals(200, answer.status(), answer.raw().body());
        return answer.body().path("output").path("version").asString();
    }
}
