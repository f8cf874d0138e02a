package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Transfer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A backup that is restored into another home has what was too large for the database. */
class BackupIT {
    private static final String LARGE = "x".repeat(70_000);

    @TempDir Path folder;

    @Test
    void largeParametersComeBackInAnotherHome() throws Exception {
        Path home = folder.resolve("home");
        JsonNode run;
        try (Gantry gantry = Gantry.start(home)) {
            gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Transfer.class));
            gantry.awaitRevision("test.tasks", "active");
            String params =
                    "{\"trail\":\"%s\",\"failIn\":\"%s\"}"
                            .formatted(folder.resolve("trail.txt"), LARGE);
            run = gantry.run("test.transfer", params);
            assertEquals("success", run.path("result").asString(), run.toString());
            Gantry.Exit made = gantry.cli("store", "backup", "a.db");
            assertEquals(0, made.code(), made.err());
            assertTrue(made.out().contains("data/backups/a.payloads"), made.out());
        }
        Path other = folder.resolve("other");
        try (Gantry gantry = Gantry.start(other)) {
            Gantry.Exit running =
                    gantry.cli(
                            "store",
                            "restore",
                            "--home",
                            other.toString(),
                            home.resolve("data/backups/a.db").toString());
            assertEquals(4, running.code(), "a Gantry runs there");
            assertEquals(0, gantry.stop());
            Gantry.Exit laid =
                    gantry.cli(
                            "store",
                            "restore",
                            "--home",
                            other.toString(),
                            home.resolve("data/backups/a.db").toString());
            assertEquals(0, laid.code(), laid.err());
        }
        try (Gantry gantry = Gantry.start(other)) {
            assertTrue(Files.notExists(other.resolve("data/restore.payloads")));
            JsonNode seen = gantry.get("/api/v1/runs/" + run.path("id").asString());
            assertEquals(LARGE, seen.path("params").path("failIn").asString());
            Gantry.Exit sound = gantry.cli("store", "check");
            assertEquals(0, sound.code(), sound.out() + sound.err());
            assertEquals("The store is sound, with 1 payload file.\n", sound.out());
            List<Path> files;
            try (var all = Files.walk(other.resolve("data/payloads"))) {
                files = all.filter(Files::isRegularFile).toList();
            }
            Files.delete(files.getFirst());
            Gantry.Exit missing = gantry.cli("store", "check");
            assertEquals(1, missing.code());
            assertTrue(
                    missing.out()
                            .startsWith(
                                    "The parameters of run "
                                            + run.path("id").asString()
                                            + " are missing: put "
                                            + files.getFirst()),
                    missing.out());
        }
    }
}
