package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.NewRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletionException;

/** A store that is full for a while: writes fail with the remedy, then work again. */
class OutageTest {
    @TempDir Path folder;

    /** SQLite that may not grow: what a full disk looks like from inside. */
    private static final class Narrow extends Around {
        private Connection writer;
        private long limit = 1_000_000;

        Narrow(Path file) {
            super(new SqliteDialect(file));
        }

        synchronized void maxPages(long pages) throws SQLException {
            limit = pages;
            if (!writer.isClosed()) {
                limit(writer);
            }
        }

        private void limit(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA max_page_count = " + limit);
            }
        }

        @Override
        public synchronized Connection writer() throws SQLException {
            writer = super.writer();
            limit(writer);
            return writer;
        }
    }

    private static NewRun big(long id) {
        return RunRows.plain(id, "x".repeat(100_000));
    }

    @Test
    @Timeout(30)
    void failsWithTheRemedyAndRecovers() throws Exception {
        Narrow dialect = new Narrow(folder.resolve("gantry.db"));
        Database database = Stores.open(dialect);
        SqlRunStore store = new SqlRunStore(database);
        store.insert(big(1)).join();

        dialect.maxPages(1);
        CompletionException failed =
                assertThrows(CompletionException.class, () -> store.insert(big(2)).join());
        GantryException why = (GantryException) failed.getCause();
        assertEquals(GantryException.Code.UNAVAILABLE, why.code());
        assertTrue(why.getMessage().contains("is full; free some space"), why.getMessage());
        assertTrue(database.outage().isPresent());
        assertTrue(store.find(1).isPresent(), "what was committed is still there to be read");

        dialect.maxPages(1_000_000);
        assertEquals(2L, store.insert(big(2)).join());
        assertTrue(database.outage().isEmpty());
        database.close();
    }

    @Test
    @Timeout(30)
    void aNewConnectionLeavesTheLocksOfTheOthersAlone() throws Exception {
        Path locks = Path.of("/proc/locks");
        assumeTrue(Files.isReadable(locks));
        Path file = folder.resolve("gantry.db");
        SqliteDialect dialect = new SqliteDialect(file);
        Database database = Stores.open(dialect);
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        assumeTrue(Files.readString(locks).contains(inode));
        dialect.writer().close();
        assertTrue(Files.readString(locks).contains(inode));
        database.close();
    }

    @Test
    @Timeout(30)
    void aFileThatIsGoneIsMissedAndNotMadeAnew() throws Exception {
        Path file = folder.resolve("gantry.db");
        Breaking wire = new Breaking(new SqliteDialect(file));
        Database database = Stores.open(wire);
        SqlRunStore store = new SqlRunStore(database);
        for (String name : List.of("gantry.db", "gantry.db-wal", "gantry.db-shm")) {
            Files.move(folder.resolve(name), folder.resolve("away-" + name));
        }
        wire.cut(Breaking.Loss.BEFORE_THE_WRITE);
        assertAway(store, database);
        assertTrue(Files.notExists(file));
        Files.createFile(file);
        assertAway(store, database);
        assertEquals(0, Files.size(file));
        for (String name : List.of("gantry.db", "gantry.db-wal", "gantry.db-shm")) {
            Files.move(
                    folder.resolve("away-" + name),
                    folder.resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        assertEquals(2L, store.insert(big(2)).join());
        assertTrue(database.outage().isEmpty());
        database.close();
    }

    private static void assertAway(SqlRunStore store, Database database) {
        CompletionException failed =
                assertThrows(CompletionException.class, () -> store.insert(big(1)).join());
        assertTrue(((GantryException) failed.getCause()).retryable());
        assertTrue(database.outage().isPresent());
    }
}
