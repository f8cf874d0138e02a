package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.NewRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The store's threads outlive whatever goes wrong around them. */
@Timeout(60)
class CommitterTest {
    @TempDir Path folder;

    /** SQLite that fails when told, and keeps account of its readers. */
    private static final class Failing extends Around {
        private final List<Connection> readers = new ArrayList<>();
        private final AtomicBoolean outOfMemory = new AtomicBoolean();
        private final AtomicInteger deadlocks = new AtomicInteger();

        Failing(Path file) {
            super(new SqliteDialect(file));
        }

        @Override
        public Connection writer() throws SQLException {
            Connection writer = super.writer();
            return (Connection)
                    Proxy.newProxyInstance(
                            Connection.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (proxy, method, arguments) -> {
                                if (outOfMemory.getAndSet(false)) {
                                    throw new OutOfMemoryError("for a moment");
                                }
                                if (method.getName().equals("commit")
                                        && deadlocks.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                                    throw new SQLException("deadlock detected", "40P01");
                                }
                                return method.invoke(writer, arguments);
                            });
        }

        @Override
        public boolean yielded(SQLException failure) {
            return PostgresFailures.yielded(failure);
        }

        @Override
        public synchronized Connection reader() throws SQLException {
            Connection reader = super.reader();
            readers.add(reader);
            return reader;
        }

        synchronized long openReaders() throws SQLException {
            long open = 0;
            for (Connection reader : readers) {
                open += reader.isClosed() ? 0 : 1;
            }
            return open;
        }
    }

    private Path file() {
        return folder.resolve("gantry.db");
    }

    private static NewRun run(long id) {
        return RunRows.plain(id);
    }

    private static Database open(Dialect dialect, Meters.Timer timer) {
        return Database.open(dialect, InstantSource.system(), timer);
    }

    @Test
    void goesOnAfterAnError() throws Exception {
        Failing dialect = new Failing(file());
        Database database = open(dialect, took -> {});
        SqlRunStore store = new SqlRunStore(database);
        dialect.outOfMemory.set(true);
        CompletableFuture<Long> first = store.insert(run(1));
        assertThrows(ExecutionException.class, () -> first.get(10, TimeUnit.SECONDS));
        assertEquals(2L, store.insert(run(2)).get(10, TimeUnit.SECONDS));
        database.close();
    }

    @Test
    void triesAgainWhatGaveWayToOthers() throws Exception {
        Failing dialect = new Failing(file());
        Database database = open(dialect, took -> {});
        SqlRunStore store = new SqlRunStore(database);
        dialect.deadlocks.set(2);
        assertEquals(1L, store.insert(run(1)).join());
        dialect.deadlocks.set(3);
        assertThrows(CompletionException.class, () -> store.insert(run(2)).join());
        assertEquals(1, store.countOpen());
        database.close();
    }

    @Test
    void goesOnWhenItsMeterOrItsCallersFail() throws Exception {
        Database database =
                open(
                        new SqliteDialect(file()),
                        took -> {
                            throw new IllegalStateException("the meter is gone");
                        });
        SqlRunStore store = new SqlRunStore(database);
        CompletableFuture<Long> first = store.insert(run(1));
        CompletableFuture<Void> after =
                first.thenAccept(
                        id -> {
                            throw new StackOverflowError();
                        });
        assertEquals(1L, first.get(10, TimeUnit.SECONDS));
        assertThrows(ExecutionException.class, () -> after.get(10, TimeUnit.SECONDS));
        assertEquals(2L, store.insert(run(2)).get(10, TimeUnit.SECONDS));
        database.close();
    }

    @Test
    void aFailedReadKeepsNoConnection() throws Exception {
        Failing dialect = new Failing(file());
        Database database = open(dialect, took -> {});
        for (int i = 0; i < 20; i++) {
            assertThrows(
                    RuntimeException.class,
                    () ->
                            database.read(
                                    on -> {
                                        throw new IllegalStateException("odd row");
                                    }));
        }
        assertTrue(dialect.openReaders() <= 2, "open: " + dialect.openReaders());
        database.close();
        assertEquals(0, dialect.openReaders());
    }

    @Test
    void saysWhoHoldsItWhileAnotherProgramDoes() throws Exception {
        SqliteDialect dialect = new SqliteDialect(file());
        Database database = open(dialect, took -> {});
        SqlRunStore store = new SqlRunStore(database);
        try (Connection other = new SqliteDialect(file()).writer();
                Statement statement = other.createStatement()) {
            statement.execute("UPDATE schema_version SET version = version");
            CompletionException busy =
                    assertThrows(CompletionException.class, () -> store.insert(run(1)).join());
            GantryException why = (GantryException) busy.getCause();
            assertEquals(GantryException.Code.UNAVAILABLE, why.code());
            assertTrue(why.getMessage().contains("Another program keeps"), why.getMessage());
            assertEquals(0, store.countOpen(), "reading goes on");
            other.rollback();
        }
        assertEquals(2L, store.insert(run(2)).join());
        assertTrue(database.outage().isEmpty());
        database.close();
    }

    @Test
    void isForItsOwnerOnly() throws Exception {
        Stores.sqlite(file()).close();
        assertEquals("rw-------", permissions(file()));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        Database again = Stores.sqlite(file());
        new SqlRunStore(again).insert(run(1)).join();
        assertEquals("rw-------", permissions(file()));
        assertEquals("rw-------", permissions(folder.resolve("gantry.db-wal")));
        assertEquals("rw-------", permissions(folder.resolve("gantry.db-shm")));
        again.close();
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void keepsItsLogShort() throws Exception {
        Database database = Stores.sqlite(file());
        SqlRunStore store = new SqlRunStore(database);
        String params = "x".repeat(200_000);
        for (long id = 1; id <= 500; id++) {
            store.insert(RunRows.plain(id, params)).join();
        }
        long log = Files.size(folder.resolve("gantry.db-wal"));
        assertTrue(log < 64L * 1024 * 1024, "the write-ahead log has " + log + " bytes");
        database.close();
    }
}
