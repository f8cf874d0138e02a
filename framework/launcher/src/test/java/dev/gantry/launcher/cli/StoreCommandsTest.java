package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.HomeLock;
import dev.gantry.launcher.cli.FakeGantry.Ended;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(30)
class StoreCommandsTest {
    private static final String BACKUP =
            "{\"name\":\"a.db\",\"bytes\":4096,\"at\":\"2026-01-01T00:00:00Z\"}";

    @TempDir Path folder;
    private FakeGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new FakeGantry(folder);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void showsBacksUpAndLists() {
        gantry.on("GET /api/v1/store", 200, "{\"kind\":\"sqlite\",\"bytes\":4096}");
        assertTrue(gantry.run("store", "show").out().contains("sqlite"));
        gantry.on("POST /api/v1/store/backups", 201, BACKUP);
        assertEquals(
                "data/backups/a.db has 4096 bytes.\n", gantry.run("store", "backup", "a.db").out());
        gantry.on(
                "POST /api/v1/store/backups",
                201,
                BACKUP.replace("}", ",\"payloads\":2,\"missing\":[\"The result is missing\"]}"));
        assertEquals(
                "data/backups/a.db has 4096 bytes.\n"
                        + "data/backups/a.payloads, which belongs to it, has 2 payload files.\n"
                        + "The result is missing\n",
                gantry.run("store", "backup", "a.db").out());
        gantry.on("GET /api/v1/store/backups", 200, "{\"items\":[" + BACKUP + "]}");
        assertTrue(gantry.run("store", "backups").out().contains("a.db  4096"));
    }

    @Test
    void compacts() {
        String route = "POST /api/v1/store/compact";
        gantry.on(route, 200, "{\"before\":4096,\"after\":1024,\"atStart\":false}");
        assertEquals(
                "The store has 1.0 KiB, 3.0 KiB less than before.\n",
                gantry.run("store", "compact").out());
        gantry.on(route, 200, "{\"before\":4096,\"after\":4096,\"atStart\":true}");
        assertTrue(gantry.run("store", "compact").out().startsWith("The next start"));
    }

    @Test
    void failsWhereSomethingIsDamaged() {
        gantry.on("POST /api/v1/store/check", 200, "{\"sound\":true,\"damage\":[]}");
        Ended sound = gantry.run("store", "check");
        assertEquals(0, sound.code());
        assertEquals("The store is sound.\n", sound.out());
        gantry.on("POST /api/v1/store/check", 200, "{\"sound\":false,\"damage\":[\"row 7\"]}");
        Ended damaged = gantry.run("store", "check");
        assertEquals(1, damaged.code());
        assertEquals("row 7\n", damaged.out());
    }

    @Test
    void tellsOfPayloadFiles() {
        String check = "POST /api/v1/store/check";
        gantry.on(check, 200, "{\"sound\":true,\"damage\":[],\"payloads\":3,\"unused\":2}");
        assertEquals(
                "The store is sound, with 3 payload files.\n"
                        + "2 payload files belong to no run: that only takes room.\n",
                gantry.run("store", "check").out());
        gantry.on(
                check,
                200,
                "{\"sound\":false,\"damage\":[\"The result of run 1 is missing\"],\"payloads\":1,"
                        + "\"unused\":0,\"unchecked\":\"use pg_amcheck\"}");
        Ended missing = gantry.run("store", "check");
        assertEquals(1, missing.code());
        assertEquals("The result of run 1 is missing\nuse pg_amcheck.\n", missing.out());
    }

    @Test
    void laysABackupReadyWhereNoGantryRuns() throws Exception {
        Path home = folder.resolve("restored");
        Path data = Files.createDirectories(home.resolve("data"));
        Path file = Files.writeString(folder.resolve("a.db"), "content");
        Path minute = Files.createDirectories(folder.resolve("a.payloads/2026-01-01T00-00"));
        Files.writeString(minute.resolve("one.json"), "{}");
        Path left = Files.createDirectories(data.resolve("restore.payloads/2025-01-01T00-00"));
        Files.writeString(left.resolve("of-another.json"), "{}");
        String[] words = {"store", "restore", "--home", home.toString(), file.toString()};
        try (HomeLock lock = HomeLock.take(data.resolve("gantry.lock"), 1)) {
            Ended held = FakeGantry.execute(words);
            assertEquals(4, held.code(), held.err());
        }
        assertTrue(Files.notExists(data.resolve("restore.db")));
        Ended laid = FakeGantry.execute(words);
        assertEquals(0, laid.code(), laid.err());
        assertEquals("content", Files.readString(data.resolve("restore.db")));
        Path laidFiles = data.resolve("restore.payloads");
        assertEquals("{}", Files.readString(laidFiles.resolve("2026-01-01T00-00/one.json")));
        assertTrue(Files.notExists(laidFiles.resolve("2025-01-01T00-00")));
        Ended none = FakeGantry.execute("store", "restore", "--home", home.toString(), "none.db");
        assertEquals(2, none.code());
        assertTrue(none.err().contains("there is no file none.db"), none.err());
    }

    @Test
    void laysNoBackupReadyForAPostgres() throws Exception {
        Path home = folder.resolve("of-postgres");
        Path data = Files.createDirectories(home.resolve("data"));
        Path conf = Files.createDirectories(home.resolve("conf"));
        Files.writeString(
                conf.resolve("gantry.properties"),
                "gantry.store.url = jdbc:postgresql://db.example.org/gantry\n");
        Path file = Files.writeString(folder.resolve("a.db"), "content");
        Ended refused =
                FakeGantry.execute("store", "restore", "--home", home.toString(), file.toString());
        assertEquals(4, refused.code(), refused.out());
        assertTrue(refused.err().contains("pg_restore"), refused.err());
        assertTrue(Files.notExists(data.resolve("restore.db")));
    }
}
