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

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The connection is lost while it commits, or just before. */
@Timeout(60)
class UnsureTest {
    @TempDir Path folder;
    private Breaking wire;
    private Database database;
    private SqlRunStore store;

    @BeforeEach
    void open() {
        wire = new Breaking(new SqliteDialect(folder.resolve("gantry.db")));
        database = Stores.open(wire);
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
        wire.cut(Breaking.Loss.AFTER_THE_COMMIT);
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
        wire.cut(Breaking.Loss.BEFORE_THE_COMMIT);
        assertInstanceOf(UnsureException.class, failure(store.insert(run(1))));
        assertFalse(store.stored(1).join());
        assertEquals(0, store.countOpen());
    }

    @Test
    void anEndThatMayBeOnDiskIsWrittenAgain() {
        RunEnd end = new RunEnd(1, "success", 1, "acme 1.0.0 ab", 2, 3, "{}", null, null);
        store.insert(run(1)).join();
        wire.cut(Breaking.Loss.AFTER_THE_COMMIT);
        assertInstanceOf(UnsureException.class, failure(store.finish(end)));
        assertTrue(store.finish(end).join());
        assertEquals("success", store.find(1).orElseThrow().result());
    }

    @Test
    void aLossBeforeTheCommitIsMadeUpFor() {
        store.insert(run(1)).join();
        wire.cut(Breaking.Loss.BEFORE_THE_WRITE);
        assertEquals(2L, store.insert(run(2)).join());
        assertTrue(database.outage().isEmpty());
        assertEquals(2, store.countOpen());
    }
}
