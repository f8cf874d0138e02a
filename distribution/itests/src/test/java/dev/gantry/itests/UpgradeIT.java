package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** A new release on the home of the one before, and the one before on what the new one left. */
class UpgradeIT {
    private static final int RUNS = 50;

    @TempDir Path folder;

    @Test
    void aHomeGoesToANewerReleaseAndNotBack() throws Exception {
        Path jar = PluginJar.make(folder, "test.tasks", "1.0.0", Mark.class);
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("bundles"));
        Files.copy(jar, home.resolve("bundles").resolve(jar.getFileName()));
        try (Place place = new Place.Sqlite()) {
            int before = place.newestSchema() - 1;
            place.older(home, before, folder.resolve("marks"), RUNS);
            Files.writeString(home.resolve("data/version"), "0.0.9\n");
            String copy = "before-upgrade-from-schema-" + before + ".db";
            try (Gantry gantry = Gantry.start(home)) {
                gantry.await(
                        "all runs to end", () -> place.count(home, 0), open -> open.equals(0L));
                String log = gantry.log();
                assertTrue(log.contains("was served by Gantry 0.0.9 before"), log);
                assertTrue(
                        log.contains(
                                "its schema "
                                        + before
                                        + " is brought to "
                                        + (before + 1)
                                        + ", a copy"),
                        log);
                assertTrue(gantry.cli("store", "backups").out().contains(copy));
                assertEquals(0, gantry.stop(), gantry.log());
            }
            assertFalse(Files.readString(home.resolve("data/version")).contains("0.0.9"));

            newer(place, home);
            String said = refusal(home);
            assertTrue(said.contains("was written by a newer Gantry (schema 99"), said);
            assertTrue(said.contains("start that version, or restore a backup"), said);
            assertTrue(said.contains("(Gantry 9.9.9 served this home last)"), said);

            restore(home, copy);
            try (Gantry gantry = Gantry.start(home)) {
                gantry.await(
                        "all runs to end", () -> place.count(home, 0), open -> open.equals(0L));
                assertEquals(0, gantry.stop(), gantry.log());
            }
        }
    }

    /** As a release that is not written yet leaves it. */
    private static void newer(Place place, Path home) throws Exception {
        try (Connection connection = place.connect(home);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO schema_version VALUES (99, 'future', 0)");
        }
        Files.writeString(home.resolve("data/version"), "9.9.9\n");
    }

    private static String refusal(Path home) throws Exception {
        Path output = Gantry.launch(home);
        Files.deleteIfExists(output);
        Process process = Gantry.process(home, output);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it goes on");
        assertEquals(1, process.exitValue());
        return Files.readString(output);
    }

    private static void restore(Path home, String copy) throws Exception {
        Process restore =
                new ProcessBuilder(
                                Gantry.INSTALLATION.resolve("bin/gantry").toString(),
                                "store",
                                "restore",
                                "--home",
                                home.toString(),
                                home.resolve("data/backups").resolve(copy).toString())
                        .inheritIO()
                        .start();
        assertEquals(0, restore.waitFor());
    }
}
