package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Flaky;
import dev.gantry.itests.tasks.Mark;
import dev.gantry.itests.tasks.Stubborn;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** The drop folder and the registry, as an operator uses them. */
class DropIT {
    @TempDir Path folder;
    private Path home;
    private Gantry gantry;

    @BeforeEach
    void start() throws Exception {
        home = folder.resolve("home");
        gantry = Gantry.start(home);
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    @Test
    void aDroppedJarIsLiveAndADeletedOneIsGone() throws Exception {
        Path jar = PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class);
        Path dropped = gantry.drop(jar);
        gantry.awaitRevision("test.tasks", "active");
        JsonNode task = gantry.get("/api/v1/tasks/test.flaky");
        assertEquals("1.0.0", task.path("plugin").path("version").asString());
        assertTrue(task.path("params").path("properties").has("failures"));
        assertEquals(
                "success", gantry.run("test.flaky", "{\"failures\":0}").path("result").asString());

        Files.delete(dropped);
        gantry.awaitRevision("test.tasks", "retired");
        assertNull(
                gantry.get("/api/v1/plugins/test.tasks").path("active").asStringOpt().orElse(null));
    }

    @Test
    void aRunWithoutProviderIsBlockedAndWakesWhenItComes() throws Exception {
        Path jar = PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class);
        Path dropped = gantry.drop(jar);
        gantry.awaitRevision("test.tasks", "active");
        Files.delete(dropped);
        gantry.awaitRevision("test.tasks", "retired");

        Gantry.Answer submitted =
                gantry.send(
                        "POST", "/api/v1/tasks/test.flaky/runs", "{\"params\":{\"failures\":0}}");
        assertEquals(202, submitted.status());
        String id = submitted.body().path("id").asString();
        JsonNode blocked = gantry.awaitRun(id, r -> r.path("state").asString().equals("blocked"));
        assertTrue(blocked.path("reason").asString().contains("test.flaky"), blocked.toString());

        gantry.close();
        gantry = Gantry.start(home);
        gantry.awaitRun(id, r -> r.path("state").asString().equals("blocked"));
        gantry.drop(jar);
        gantry.awaitRun(id, r -> r.path("result").asString().equals("success"));
    }

    @Test
    void aNewVersionTakesNewRunsAndTheOldOneFinishesItsOwn() throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Stubborn.class), "tasks.jar");
        gantry.awaitRevision("test.tasks", "active");
        String old =
                gantry.send(
                                "POST",
                                "/api/v1/tasks/test.stubborn/runs",
                                "{\"params\":{\"manner\":\"POLITE\",\"work\":\"PT2S\"}}")
                        .body()
                        .path("id")
                        .asString();
        gantry.awaitRun(old, r -> r.path("state").asString().equals("running"));

        Path next = PluginJar.make(folder, "test.tasks", "1.1.0", Stubborn.class, Mark.class);
        gantry.drop(next, "tasks.jar");
        gantry.await(
                "1.1.0 to be active",
                () -> gantry.get("/api/v1/plugins/test.tasks").path("active").asString(""),
                "1.1.0"::equals);
        JsonNode run = gantry.run("test.stubborn", "{\"manner\":\"POLITE\",\"work\":\"PT0S\"}");
        assertEquals("1.1.0", run.path("plugin").path("version").asString());

        JsonNode finished =
                gantry.awaitRun(old, r -> r.path("state").asString().equals("finished"));
        assertEquals("success", finished.path("result").asString());
        assertEquals("1.0.0", finished.path("plugin").path("version").asString());
        assertEquals(1, finished.path("attempt").asInt());
        gantry.await(
                "1.0.0 to be retired",
                () ->
                        gantry.revision(
                                "test.tasks", v -> v.path("version").asString().equals("1.0.0")),
                v -> v.path("state").asString().equals("retired"));

        Gantry.Answer back =
                gantry.send("POST", "/api/v1/plugins/test.tasks/versions/1.0.0/activate", null);
        assertEquals(200, back.status(), back.body().toString());
        assertEquals("1.0.0", back.body().path("active").asString());
    }

    @Test
    void aRestartChangesNothing() throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class));
        JsonNode before = gantry.awaitRevision("test.tasks", "active");
        String run = gantry.run("test.flaky", "{\"failures\":0}").path("id").asString();
        gantry.close();
        assertEquals(0, gantry.process.exitValue());

        gantry = Gantry.start(home);
        JsonNode after = gantry.revision("test.tasks", v -> true);
        assertEquals(before.path("since"), after.path("since"));
        assertEquals("active", after.path("state").asString());
        assertEquals("success", gantry.get("/api/v1/runs/" + run).path("result").asString());
    }

    @Test
    void aHalfCopiedFileIsLeftAloneUntilItIsWhole() throws Exception {
        byte[] jar = Files.readAllBytes(PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class));
        Path target = home.resolve("bundles/slow.jar");
        try (OutputStream out = Files.newOutputStream(target)) {
            int step = jar.length / 8 + 1;
            for (int from = 0; from < jar.length; from += step) {
                out.write(Arrays.copyOfRange(jar, from, Math.min(jar.length, from + step)));
                out.flush();
                Waiting.pass(Duration.ofMillis(120), "a file that is copied slowly");
            }
        }
        gantry.awaitRevision("test.tasks", "active");
        assertFalse(gantry.log().contains("slow.jar: rejected"), gantry.log());
        Files.write(home.resolve("bundles/other.jar.part"), new byte[10]);
    }

    @Test
    void anUploadGoesThroughTheDropFolder() throws Exception {
        Path jar = PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class);
        Gantry.Answer uploaded = gantry.send("POST", "/api/v1/plugins?filename=tasks-1.jar", jar);
        assertEquals(201, uploaded.status(), uploaded.body().toString());
        assertEquals("1.0.0", uploaded.body().path("active").asString());
        assertTrue(Files.exists(home.resolve("bundles/tasks-1.jar")));
        assertEquals(
                409, gantry.send("POST", "/api/v1/plugins?filename=tasks-2.jar", jar).status());
        Gantry.Answer deleted =
                gantry.send("DELETE", "/api/v1/plugins/test.tasks/versions/1.0.0", null);
        assertEquals(200, deleted.status(), deleted.body().toString());
        assertFalse(Files.exists(home.resolve("bundles/tasks-1.jar")));
        gantry.awaitRevision("test.tasks", "retired");

        Path broken = Gantry.INSTALLATION.resolve("samples/broken/not-a-jar.jar");
        Gantry.Answer refused =
                gantry.send("POST", "/api/v1/plugins?filename=nonsense.jar", broken);
        assertEquals(422, refused.status());
        assertFalse(Files.exists(home.resolve("bundles/nonsense.jar")));
        Gantry.Answer outside = gantry.send("POST", "/api/v1/plugins?filename=..%2Fx.jar", broken);
        assertEquals(400, outside.status());
        try (Stream<Path> files = Files.list(home.resolve("bundles"))) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void theSameFileNameWithNewBytesIsANewRevision() throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class), "tasks.jar");
        JsonNode first = gantry.awaitRevision("test.tasks", "active");
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.1", Flaky.class), "tasks.jar");
        JsonNode second =
                gantry.await(
                        "1.0.1",
                        () ->
                                gantry.revision(
                                        "test.tasks",
                                        v ->
                                                v.path("version").asString().equals("1.0.1")
                                                        && v.path("state")
                                                                .asString()
                                                                .equals("active")),
                        v -> v != null);
        assertNotEquals(first.path("sha256"), second.path("sha256"));
    }
}
