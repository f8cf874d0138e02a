package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.JoinStore;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredJoin;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.OptionalLong;

/** What every store of keys that submits go together by does, whatever database is behind it. */
abstract class JoinStoreContract {
    private static final StoredJoin KEY = new StoredJoin("batch", "default", "a.b", "k");

    private static final OptionalLong NONE = OptionalLong.empty();

    private Database database;
    private JoinStore store;
    private RunStore runs;

    /** Opens the database of this test; a second call opens the same one again. */
    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        store = new SqlJoinStore(database);
        runs = new SqlRunStore(database);
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    private static NewRun run(long id, String key) {
        return new NewRun(id, "a.b", "default", 1, "{}", null, key, key == null ? null : "f");
    }

    @Test
    void theLatestRunOfAKeyIsKnown() throws InterruptedException {
        assertEquals(OptionalLong.empty(), store.find(KEY));
        assertEquals(1, store.place(run(1, null), KEY, NONE, 0, null).join());
        assertEquals(
                2,
                store.place(
                                run(2, null),
                                new StoredJoin("debounce", "default", "a.b", "k"),
                                NONE,
                                0,
                                null)
                        .join());
        stop();
        start();
        assertEquals(OptionalLong.of(1), store.find(KEY));
        assertEquals(3, store.place(run(3, null), KEY, OptionalLong.of(1), 1, "newer").join());
        assertEquals(OptionalLong.of(3), store.find(KEY));
        assertEquals("newer", runs.find(1).orElseThrow().cancel());
        assertEquals(3, runs.countOpen());
    }

    @Test
    void aKnownIdempotencyKeyPlacesNothing() {
        assertEquals(1, store.place(run(1, "i"), KEY, NONE, 0, null).join());
        assertEquals(1, store.place(run(2, "i"), KEY, OptionalLong.of(1), 1, "newer").join());
        assertEquals(OptionalLong.of(1), store.find(KEY));
        assertTrue(runs.find(2).isEmpty());
        assertEquals(null, runs.find(1).orElseThrow().cancel());
    }

    @Test
    void whoWasSlowerPlacesNothing() {
        assertEquals(1, store.place(run(1, null), KEY, NONE, 0, null).join());
        assertEquals(0, store.place(run(2, null), KEY, NONE, 0, null).join());
        assertEquals(0, store.place(run(2, null), KEY, OptionalLong.of(7), 7, "newer").join());
        assertEquals(OptionalLong.of(1), store.find(KEY));
        assertEquals(1, runs.countOpen());
        StoredJoin other = new StoredJoin("batch", "default", "a.b", "other");
        runs.insert(run(3, "i")).join();
        assertEquals(3, store.place(run(4, "i"), other, NONE, 0, null).join());
        assertEquals(NONE, store.find(other), "the run of the key is another one");
    }

    @Test
    void keysOfRunsThatAreOverAreForgotten() {
        StoredJoin other = new StoredJoin("batch", "default", "a.b", "other");
        store.place(run(1, null), KEY, NONE, 0, null).join();
        store.place(run(2, null), other, NONE, 0, null).join();
        assertEquals(0, store.prune(10).join());
        runs.finish(new RunEnd(1, "success", 1, null, 5, 6, null, null, null)).join();
        assertEquals(1, store.prune(10).join());
        assertEquals(OptionalLong.empty(), store.find(KEY));
        assertEquals(OptionalLong.of(2), store.find(other));
    }
}
