package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.Compaction;
import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.RunEnd;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

class SqliteFileTest {
    private static final int RUNS = 300;
    private static final String TEXT = "\"" + "x".repeat(3000) + "\"";

    @TempDir Path folder;

    private Path file() {
        return folder.resolve("gantry.db");
    }

    private static void fill(Database database) {
        SqlRunStore runs = new SqlRunStore(database);
        CompletableFuture<?> last = null;
        for (long id = 1; id <= RUNS; id++) {
            runs.insert(RunRows.plain(id, TEXT));
            last = runs.finish(new RunEnd(id, "success", 1, null, 5, 6, TEXT, null, null));
        }
        last.join();
    }

    private static void empty(Database database) {
        SqlRetentionStore store = new SqlRetentionStore(database);
        List<PastRun> all = store.past(0, Long.MAX_VALUE, Long.MAX_VALUE, RUNS);
        assertEquals(RUNS, store.delete(all).join().runs().size());
    }

    private SqlStoreAdmin admin(Database database) {
        return new SqlStoreAdmin(
                database, folder.resolve("backups"), InstantSource.system(), NoPayloads::new);
    }

    @Test
    void shrinksStepByStepAndKeepsAShare() throws Exception {
        try (Database database = Stores.sqlite(file())) {
            SqlRetentionStore store = new SqlRetentionStore(database);
            long bare = pages(database);
            fill(database);
            assertEquals(0, store.shrink(10, 0).join().pages());
            long full = pages(database);
            empty(database);
            assertTrue(database.free() > 1_000_000);
            assertEquals(10, store.shrink(10, 0).join().pages());
            assertEquals(full - 10, pages(database));
            while (store.shrink(100, 0.5).join().pages() > 0) {}
            assertTrue(pages(database) < full / 2 + full / 10);
            assertTrue(database.free() >= pages(database) * 4096 / 2.1);
            Compaction done = admin(database).compact();
            assertFalse(done.atStart());
            assertEquals(0, database.free());
            assertTrue(pages(database) < bare + full / 20);
        }
        assertTrue(Files.size(file()) < 1_000_000);
    }

    private static long pages(Database database) {
        return database.read(on -> SqliteFile.pragma(on, "page_count"));
    }

    @Test
    void aFileThatCannotShrinkIsWrittenAnewWithWhatIsInIt() throws Exception {
        try (Connection connection = SqliteUpkeep.open(file(), false);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE other (id INTEGER)");
            statement.execute("DROP TABLE other");
        }
        try (Database database = Stores.sqlite(file())) {
            fill(database);
            empty(database);
            fill(database);
            assertEquals(0, new SqlRetentionStore(database).shrink(10, 0).join().pages());
            assertTrue(admin(database).compact().atStart());
            assertTrue(Files.exists(SqliteUpkeep.asked(file())));
        }
        assertFalse(SqliteFile.rewrite(file(), 1, true));
        assertTrue(SqliteFile.rewrite(file(), 99, false));
        assertFalse(SqliteFile.rewrite(file(), 99, false));
        assertTrue(SqliteFile.rewrite(file(), 99, true));
        try (Database database = Stores.sqlite(file())) {
            assertTrue(database.read(SqliteFile::shrinks));
            empty(database);
            assertTrue(new SqlRetentionStore(database).shrink(10, 0).join().pages() > 0);
        }
    }

    @Test
    void leavesWhatIsNotGantrysAlone() throws Exception {
        assertFalse(SqliteFile.rewrite(file(), 99, true));
        foreign();
        assertFalse(SqliteFile.rewrite(file(), 99, true));
    }

    private void foreign() throws SQLException {
        try (Connection connection = SqliteUpkeep.open(file(), false);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE other (id INTEGER)");
        }
    }
}
