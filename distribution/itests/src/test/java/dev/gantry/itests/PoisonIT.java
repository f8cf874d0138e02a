package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Poison;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A revision that ends the process, hangs or eats the memory is parked, and the one before serves.
 */
class PoisonIT {
    @TempDir Path folder;

    private Path home;

    @ParameterizedTest
    @CsvSource({"exit, 3", "halt, 5"})
    void theProcessEndsAgainAndAgain(String how, int ends) throws Exception {
        String run;
        try (Gantry gantry = twoVersions()) {
            run = submit(gantry, how);
            awaitEnd(gantry);
        }
        for (int end = 2; end <= ends; end++) {
            Path output = Gantry.launch(home);
            Process process = Gantry.process(home, output);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends, ready or not");
        }
        try (Gantry gantry = Gantry.start(home)) {
            JsonNode bad = gantry.awaitRevision("test.poison", "quarantined");
            assertEquals("1.1.0", bad.path("version").asString());
            assertTrue(bad.path("reason").asString().contains("--override"), bad.toString());
            JsonNode done = gantry.awaitRun(run, PoisonIT::finished);
            assertEquals("success", done.path("result").asString(), done.toString());
            assertEquals("1.0.0", done.path("output").path("version").asString());
            String log = Files.readString(gantry.output);
            assertFalse(log.contains("still run after"), "it waits for a call that never returns");
        }
    }

    @Test
    void itHangsPastCancellation() throws Exception {
        try (Gantry gantry =
                twoVersions(
                        "--set",
                        "gantry.engine.cancel.grace=PT0.1S",
                        "--set",
                        "gantry.engine.cancel.abandon=PT0.2S")) {
            for (int i = 0; i < 3; i++) {
                String run = submit(gantry, "hang");
                gantry.awaitRun(run, r -> r.path("state").asString().equals("running"));
                gantry.send("POST", "/api/v1/runs/" + run + "/cancel", null);
                gantry.awaitRun(run, PoisonIT::finished);
            }
            backToTheVersionBefore(gantry);
        }
    }

    @Test
    void itEatsTheMemory() throws Exception {
        try (Gantry gantry = twoVersions(Map.of("GANTRY_OPTS", "-Xmx384m"))) {
            for (int i = 0; i < 3; i++) {
                JsonNode run = gantry.awaitRun(submit(gantry, "memory"), PoisonIT::finished);
                assertEquals("failure", run.path("result").asString(), run.toString());
                assertEquals(
                        "java.lang.OutOfMemoryError",
                        run.path("error").path("type").asString(),
                        run.toString());
            }
            backToTheVersionBefore(gantry);
            try (var dumps =
                    Files.newDirectoryStream(gantry.home.resolve("data/dumps"), "*.hprof")) {
                int count = 0;
                for (Path dump : dumps) {
                    count += Files.size(dump) > 0 ? 1 : 0;
                }
                assertEquals(1, count, "a heap dump, once in a process");
            }
        }
    }

    private static void backToTheVersionBefore(Gantry gantry) throws Exception {
        JsonNode bad = gantry.awaitRevision("test.poison", "quarantined");
        assertEquals("1.1.0", bad.path("version").asString());
        gantry.await(
                "the version before to be in service",
                () -> gantry.get("/api/v1/plugins/test.poison").path("active").asString(""),
                "1.0.0"::equals);
        JsonNode run = gantry.run("test.poison", "{\"how\":\"exit\"}");
        assertEquals("1.0.0", run.path("output").path("version").asString(), run.toString());
    }

    private Gantry twoVersions(String... more) throws Exception {
        return twoVersions(Map.of(), more);
    }

    private Gantry twoVersions(Map<String, String> environment, String... more) throws Exception {
        home = folder.resolve("home");
        Files.createDirectories(home.resolve("bundles"));
        Gantry gantry = Gantry.start(Gantry.INSTALLATION, environment, home, more);
        for (String version : new String[] {"1.0.0", "1.1.0"}) {
            Path jar = PluginJar.make(folder, "test.poison", version, Poison.class);
            Path part = Files.copy(jar, home.resolve("bundles/poison.jar.part"));
            Files.move(
                    part, home.resolve("bundles/poison.jar"), StandardCopyOption.REPLACE_EXISTING);
            gantry.await(
                    version + " to be active",
                    () -> gantry.send("GET", "/api/v1/plugins/test.poison", null).body(),
                    plugin -> version.equals(plugin.path("active").asString("")));
        }
        return gantry;
    }

    private static String submit(Gantry gantry, String how) throws Exception {
        return gantry.send(
                        "POST",
                        "/api/v1/tasks/test.poison/runs",
                        Map.of("params", Map.of("how", how)))
                .body()
                .path("id")
                .asString();
    }

    private static void awaitEnd(Gantry gantry) throws Exception {
        assertTrue(gantry.process.waitFor(60, TimeUnit.SECONDS), "the process ends");
    }

    private static boolean finished(JsonNode run) {
        return run.path("state").asString().equals("finished");
    }
}
