package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.UnsureException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/** The connection is lost while it commits, or just before. */
@Timeout(60)
class UnsureTest {
    private static final String GONE = "08006";

    @TempDir Path folder;
    private final AtomicReference<Loss> next = new AtomicReference<>();
    private Database database;
    private SqlRunStore store;

    private enum Loss {
        BEFORE_THE_WRITE,
        BEFORE_THE_COMMIT,
        AFTER_THE_COMMIT
    }

    /** SQLite over a wire that breaks. */
    private final class Breaking extends Around {
        Breaking() {
            super(new SqliteDialect(folder.resolve("gantry.db")));
        }

        @Override
        public Connection writer() throws SQLException {
            Connection writer = super.writer();
            return (Connection)
                    Proxy.newProxyInstance(
                            Connection.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (proxy, method, arguments) -> {
                                boolean commit = method.getName().equals("commit");
                                Loss loss = next.get();
                                if (loss == Loss.AFTER_THE_COMMIT && commit) {
                                    writer.commit();
                                }
                                if (loss != null && commit == (loss != Loss.BEFORE_THE_WRITE)) {
                                    next.set(null);
                                    writer.close();
                                    throw new SQLException("the wire is cut", GONE);
                                }
                                try {
                                    return method.invoke(writer, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        }

        @Override
        public boolean lost(SQLException failure) {
            return GONE.equals(failure.getSQLState());
        }

        @Override
        public Optional<String> outage(SQLException failure) {
            return lost(failure) ? Optional.of("the wire is cut; mend it") : super.outage(failure);
        }
    }

    @BeforeEach
    void open() {
        database = Stores.open(new Breaking());
        store = new SqlRunStore(database);
    }

    @AfterEach
    void close() throws InterruptedException {
        database.close();
    }

    private static NewRun run(long id) {
        return RunRows.keyed(id, "k" + id);
    }

    private static GantryException failure(CompletableFuture<?> write) {
        return assertInstanceOf(
                GantryException.class,
                assertThrows(CompletionException.class, write::join).getCause());
    }

    @Test
    void aCommitThatHappenedIsUnsure() {
        next.set(Loss.AFTER_THE_COMMIT);
        GantryException why = failure(store.insert(run(1)));
        assertInstanceOf(UnsureException.class, why);
        assertTrue(why.retryable());
        assertTrue(
                why.getMessage()
                        .startsWith(
                                "the wire is cut; mend it; whether this was stored is not known:"
                                        + " repeat it"),
                why.getMessage());
        assertTrue(store.stored(1).join());
        assertEquals(1L, store.insert(RunRows.keyed(2, "k1")).join(), "the same key");
        assertEquals(1, store.countOpen());
    }

    @Test
    void aCommitThatDidNotHappenIsUnsure() {
        next.set(Loss.BEFORE_THE_COMMIT);
        assertInstanceOf(UnsureException.class, failure(store.insert(run(1))));
        assertFalse(store.stored(1).join());
        assertEquals(0, store.countOpen());
    }

    @Test
    void anEndThatMayBeOnDiskIsWrittenAgain() {
        RunEnd end = new RunEnd(1, "success", 1, "acme 1.0.0 ab", 2, 3, "{}", null, null);
        store.insert(run(1)).join();
        next.set(Loss.AFTER_THE_COMMIT);
        assertInstanceOf(UnsureException.class, failure(store.finish(end)));
        assertTrue(store.finish(end).join());
        assertEquals("success", store.find(1).orElseThrow().result());
    }

    @Test
    void aLossBeforeTheCommitIsMadeUpFor() {
        store.insert(run(1)).join();
        next.set(Loss.BEFORE_THE_WRITE);
        assertEquals(2L, store.insert(run(2)).join());
        assertTrue(database.outage().isEmpty());
        assertEquals(2, store.countOpen());
    }
}
