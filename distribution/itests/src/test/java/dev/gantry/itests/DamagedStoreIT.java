package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Files that are damaged or another program's are refused with the remedy, and left as they are.
 */
class DamagedStoreIT {
    private static final int PAGE = 4096;

    @TempDir Path folder;
    private Path home;
    private Path file;

    @BeforeEach
    void prepare() {
        home = folder.resolve("home");
        file = home.resolve("data/gantry.db");
    }

    /** A Gantry that ran something and stopped. */
    private void used() throws Exception {
        try (Gantry gantry = Gantry.start(home)) {
            gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Mark.class));
            gantry.awaitRevision("test.tasks", "active");
            Callers callers = new Callers(folder.resolve("marks.txt"), 1);
            callers.start(gantry, 2);
            callers.awaitAccepted(gantry, 50);
            callers.stop();
            callers.assertNothingLost(gantry);
            assertEquals(0, gantry.stop());
        }
    }

    private void assertRefused(String... words) throws Exception {
        byte[] before = Files.readAllBytes(file);
        Path output = Gantry.launch(home);
        Files.deleteIfExists(output);
        Process process = Gantry.process(home, output);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
        String told = Files.readString(output);
        assertEquals(1, process.exitValue(), told);
        for (String word : words) {
            assertTrue(told.contains(word), told);
        }
        assertArrayEquals(before, Files.readAllBytes(file), "nothing was changed");
    }

    private void overwrite(Path path, long from, int length) throws Exception {
        byte[] noise = new byte[length];
        new Random(7).nextBytes(noise);
        try (RandomAccessFile open = new RandomAccessFile(path.toFile(), "rw")) {
            open.seek(from);
            open.write(noise);
        }
    }

    private Connection open() throws Exception {
        Files.createDirectories(file.getParent());
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    @Test
    void aTruncatedFile() throws Exception {
        used();
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(open.length() / 2 / PAGE * PAGE);
        }
        assertRefused("gantry.db is damaged", "restore it from a backup");
    }

    @Test
    void aHeaderOfNoise() throws Exception {
        used();
        overwrite(file, 0, 100);
        assertRefused("gantry.db is damaged or no database", "restore it from a backup");
    }

    @Test
    void theFileOfAnotherProgram() throws Exception {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE photo (id INTEGER)");
        }
        assertRefused("database of another program", "move it away");
    }

    @Test
    void aNewerSchema() throws Exception {
        used();
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO schema_version VALUES (999, 'future', 0)");
        }
        assertRefused("written by a newer Gantry (schema 999", "start that version");
    }

    @Test
    void aLogOfNoise() throws Exception {
        used();
        Gantry killed = Gantry.start(home);
        killed.run("test.mark", "{\"file\":\"" + folder.resolve("last.txt") + "\",\"number\":1}");
        killed.kill();
        Path log = home.resolve("data/gantry.db-wal");
        assertTrue(Files.size(log) > 0, "what was committed last is in the log");
        overwrite(log, 0, PAGE);
        assertRefused("gantry.db-wal is damaged", "restore a backup");
        assertTrue(Files.size(log) > 0, "the log is left as it is");
    }

    @Test
    void aPageOfNoiseIsFoundByTheCheck() throws Exception {
        used();
        long page;
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT rootpage FROM sqlite_master WHERE name = 'note_at'")) {
            rows.next();
            page = rows.getLong(1);
        }
        overwrite(file, (page - 1) * PAGE, PAGE);
        try (Gantry gantry = Gantry.start(home)) {
            Gantry.Exit check = gantry.cli("store", "check");
            assertEquals(1, check.code(), check.out() + check.err());
            assertTrue(check.out().contains("malformed"), check.toString());
        }
    }
}
