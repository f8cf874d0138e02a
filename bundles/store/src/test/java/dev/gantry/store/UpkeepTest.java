package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.MadeBackup;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.PayloadCopy;
import dev.gantry.spi.store.PayloadRows;
import dev.gantry.spi.store.RunPayloads;
import dev.gantry.spi.store.StoreBackup;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Backups while work goes on, their return, and damage. */
@Timeout(60)
class UpkeepTest {
    @TempDir Path data;

    private Path file() {
        return data.resolve("gantry.db");
    }

    private SqlStoreAdmin admin(Database database) {
        return new SqlStoreAdmin(
                database, data.resolve("backups"), InstantSource.system(), NoPayloads::new);
    }

    private void restore() throws Exception {
        int schema = new SqliteDialect(file()).migrations().size();
        new Restore(data.resolve("restore.db"), file(), data.resolve("payloads"), schema).take();
    }

    private static NewRun run(long id) {
        return RunRows.plain(id, "x".repeat(2000));
    }

    private List<String> names(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aBackupHoldsAllThatWasAcceptedBeforeIt() throws Exception {
        Database database = Stores.sqlite(file());
        SqlRunStore runs = new SqlRunStore(database);
        AtomicLong accepted = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        Thread writer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    while (!over.get()) {
                                        runs.insert(run(accepted.get() + 1)).join();
                                        accepted.incrementAndGet();
                                    }
                                });
        Waiting.until(() -> accepted.get() >= 500);
        long before = accepted.get();
        StoreBackup made = admin(database).backup("a.db").backup();
        long after = accepted.get();
        over.set(true);
        writer.join();
        assertEquals(List.of(made), admin(database).backups());
        assertEquals(List.of("a.db"), names(data.resolve("backups")));
        assertEquals(List.of(), admin(database).check().damage());
        database.close();

        Files.copy(data.resolve("backups/a.db"), data.resolve("restore.db"));
        restore();
        Database restored = Stores.sqlite(file());
        long found = new SqlRunStore(restored).lastId();
        assertEquals(found, new SqlRunStore(restored).countOpen());
        restored.close();
        assertTrue(before <= found && found <= after + 1, before + " " + found + " " + after);
        assertTrue(Files.notExists(data.resolve("restore.db")));
        Path kept = data.resolve(kept());
        Database old = Stores.sqlite(kept);
        assertEquals(accepted.get(), new SqlRunStore(old).countOpen());
        old.close();
    }

    @Test
    void filesAreKeptFromBeforeTheCopyUntilTheyAreInIt() throws Exception {
        List<String> seen = new ArrayList<>();
        RunPayloads payloads =
                new NoPayloads() {
                    @Override
                    public Hold hold() {
                        seen.add("hold " + Files.exists(data.resolve("backups/a.db.part")));
                        return () -> seen.add("free");
                    }

                    @Override
                    public PayloadCopy copy(PayloadRows rows, Path to, Path earlier) {
                        seen.add(rows.after(-1) + " to " + data.relativize(to) + " " + earlier);
                        return new PayloadCopy(4, List.of());
                    }
                };
        Database database = Stores.sqlite(file());
        NewRun large = RunRows.plain(7, "@payload params x");
        new SqlRunStore(database).insert(large).join();
        Files.createDirectories(data.resolve("backups/before.payloads"));
        MadeBackup made =
                new SqlStoreAdmin(
                                database,
                                data.resolve("backups"),
                                InstantSource.system(),
                                () -> payloads)
                        .backup("a.db");
        database.close();
        assertEquals(4, made.payloads());
        assertEquals(
                List.of(
                        "hold false",
                        "[Row[run=7, params=@payload params x, output=null]] to"
                                + " backups/a.payloads "
                                + data.resolve("backups/before.payloads"),
                        "free"),
                seen);
        assertEquals(List.of("a.db", "before.payloads"), names(data.resolve("backups")));
    }

    private String kept() throws Exception {
        return names(data).stream()
                .filter(n -> n.startsWith("gantry-before-") && n.endsWith(".db"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void refusesNamesThatAreNoneOrAreTaken() throws Exception {
        Database database = Stores.sqlite(file());
        SqlStoreAdmin admin = admin(database);
        for (String name : List.of("../a.db", "a.sql", ".db", "a/b.db", "")) {
            GantryException refused =
                    assertThrows(GantryException.class, () -> admin.backup(name), name);
            assertEquals(Code.INVALID, refused.code());
        }
        admin.backup("a.db");
        assertEquals(
                Code.CONFLICT,
                assertThrows(GantryException.class, () -> admin.backup("a.db")).code());
        assertTrue(admin.backup(null).backup().name().startsWith("gantry-2"));
        database.close();
    }

    @Test
    void whereThereIsNoFolderToWriteToNothingIsLeft() throws Exception {
        Files.writeString(data.resolve("backups"), "in the way");
        Database database = Stores.sqlite(file());
        GantryException refused =
                assertThrows(GantryException.class, () -> admin(database).backup("a.db"));
        assertEquals(Code.UNAVAILABLE, refused.code());
        assertTrue(refused.getMessage().contains("make room"), refused.getMessage());
        assertEquals(List.of(), admin(database).check().damage(), "the next one may begin");
        database.close();
    }

    private void damage(Path path) throws Exception {
        try (RandomAccessFile open = new RandomAccessFile(path.toFile(), "rw")) {
            open.seek(open.length() / 2);
            open.write(new byte[(int) Math.min(20_000, open.length() / 2)]);
        }
    }

    @Test
    void saysWhatIsDamagedAndRestoresNoDamagedBackup() throws Exception {
        Database database = Stores.sqlite(file());
        SqlRunStore runs = new SqlRunStore(database);
        for (long id = 1; id <= 200; id++) {
            runs.insert(run(id));
        }
        runs.insert(run(201)).join();
        admin(database).backup("a.db");
        database.close();
        damage(data.resolve("backups/a.db"));
        Files.copy(data.resolve("backups/a.db"), data.resolve("restore.db"));
        UnusableStoreException refused = assertThrows(UnusableStoreException.class, this::restore);
        assertTrue(refused.getMessage().contains("delete it to start"), refused.getMessage());
        Database again = Stores.sqlite(file());
        assertEquals(201, new SqlRunStore(again).countOpen());
        again.close();
        damage(file());
        SqliteUpkeep upkeep = new SqliteUpkeep(file());
        assertTrue(!upkeep.damage().isEmpty());
    }

    @Test
    void restoresNothingOfOthersAndNothingNewer() throws Exception {
        Path restore = data.resolve("restore.db");
        try (Connection connection = SqliteUpkeep.open(restore, false);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE photo (id INTEGER)");
        }
        String other = assertThrows(UnusableStoreException.class, this::restore).getMessage();
        assertTrue(other.contains("no database of Gantry"), other);
        Files.delete(restore);
        Stores.sqlite(restore).close();
        try (Connection connection = SqliteUpkeep.open(restore, false);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO schema_version VALUES (99, 'future', 0)");
        }
        String newer = assertThrows(UnusableStoreException.class, this::restore).getMessage();
        assertTrue(newer.contains("newer Gantry (schema 99)"), newer);
        assertTrue(Files.exists(restore));
    }

    @Test
    void goesOnWithARestoreThatWasCutShort() throws Exception {
        Stores.sqlite(data.resolve("restore.db")).close();
        Database database = Stores.sqlite(file());
        new SqlRunStore(database).insert(run(1)).join();
        database.close();
        Files.writeString(data.resolve("gantry.db-wal"), "left");
        restore();
        Database restored = Stores.sqlite(file());
        assertEquals(0, new SqlRunStore(restored).countOpen());
        restored.close();
        assertTrue(Files.exists(data.resolve(kept() + "-wal")));
        restore();
        assertTrue(Files.exists(file()));
    }

    @Test
    void aCopyThatWouldFillTheDiskIsNotBegun() throws Exception {
        Stores.sqlite(file()).close();
        Path copy = data.resolve("copy.db");
        SqliteUpkeep tight = new SqliteUpkeep(file(), folder -> 64L << 20);
        IOException refused = assertThrows(IOException.class, () -> tight.copy(copy));
        assertTrue(refused.getMessage().contains("free room"), refused.getMessage());
        assertTrue(Files.notExists(copy));
        new SqliteUpkeep(file(), folder -> 128L << 20).copy(copy);
        assertTrue(Files.exists(copy));
    }
}
