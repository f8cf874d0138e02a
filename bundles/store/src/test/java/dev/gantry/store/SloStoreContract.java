package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.spi.store.StoredCount;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** What the store of counts for objectives does, whatever database is behind it. */
abstract class SloStoreContract {
    private static final long MANY = 3_000_000_000L;

    private Database database;
    private SqlSloStore store;

    /** Opens the database of this test; a second call opens the same one again. */
    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        store = new SqlSloStore(database);
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    private static StoredCount count(String counted, int minutes, long start, long good) {
        return new StoredCount(counted, minutes, start, good, good + 1);
    }

    private static List<StoredCount> sorted(List<StoredCount> counts) {
        return counts.stream()
                .sorted(
                        Comparator.comparing(StoredCount::counted)
                                .thenComparing(StoredCount::minutes)
                                .thenComparing(StoredCount::start))
                .toList();
    }

    @Test
    void keepsTheLatestOfEachBucketOverARestart() throws Exception {
        store.put(1, List.of(count("a", 1, 100, 5), count("a", 60, 60, 5), count("b", 1, 100, 1)))
                .join();
        store.put(1, List.of(count("a", 1, 100, 7), count("a", 1, 101, MANY))).join();
        database.close();
        start();
        assertEquals(
                List.of(count("a", 1, 100, 7), count("a", 1, 101, MANY), count("a", 60, 60, 5)),
                sorted(store.of(1, Set.of("a"), 0)));
        assertEquals(
                List.of(count("a", 1, 101, MANY), count("b", 1, 100, 1)),
                sorted(
                        store.of(1, Set.of("a", "b"), 100).stream()
                                .filter(each -> !each.equals(count("a", 1, 100, 7)))
                                .toList()));
        assertEquals(List.of(), store.of(2, Set.of("a"), 0));
        assertEquals(List.of(), store.of(1, Set.of(), 0));
    }

    @Test
    void addsUpWhatOtherNodesCounted() {
        store.put(1, List.of(count("a", 1, 100, 5))).join();
        store.put(2, List.of(count("a", 1, 100, 3), count("a", 1, 101, 1))).join();
        store.put(3, List.of(count("a", 1, 100, MANY), count("b", 1, 100, 1))).join();
        assertEquals(
                List.of(
                        new StoredCount("a", 1, 100, MANY + 3, MANY + 5),
                        new StoredCount("a", 1, 101, 1, 2)),
                sorted(store.others(1, Set.of("a"), 0)));
        assertEquals(
                List.of(new StoredCount("a", 1, 101, 1, 2)), store.others(1, Set.of("a"), 101));
    }

    @Test
    void forgetsOldBucketsOfOneLength() {
        store.put(1, List.of(count("a", 1, 100, 5), count("a", 1, 101, 5), count("a", 60, 60, 5)))
                .join();
        store.prune(1, 101).join();
        assertEquals(
                List.of(count("a", 1, 101, 5), count("a", 60, 60, 5)),
                sorted(store.of(1, Set.of("a"), 0)));
    }
}
