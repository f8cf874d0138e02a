package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.StatisticsStore;
import dev.gantry.spi.store.StoredHandling;
import dev.gantry.spi.store.StoredStatistics;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** What the store of statistics does, whatever database is behind it. */
abstract class StatisticsStoreContract {
    private Database database;
    private SqlStatisticsStore store;
    private SqlRunStore runs;

    /** Opens the database of this test; a second call opens the same one again. */
    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        store = new SqlStatisticsStore(database);
        runs = new SqlRunStore(database);
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    private static StoredStatistics bucket(int minutes, long start, int node, int... body) {
        byte[] bytes = new byte[body.length];
        for (int i = 0; i < body.length; i++) {
            bytes[i] = (byte) body[i];
        }
        return new StoredStatistics(minutes, start, node, bytes);
    }

    private List<StoredStatistics> read(int minutes, long from) {
        return store.read(minutes, from).stream()
                .sorted(
                        Comparator.comparing(StoredStatistics::start)
                                .thenComparing(StoredStatistics::node))
                .toList();
    }

    @Test
    void keepsTheLatestOfEachBucketOverARestart() throws Exception {
        store.put(
                        List.of(
                                bucket(1, 100, 1, 1),
                                bucket(1, 100, 2, 2),
                                bucket(1, 101, 1, 0, 255),
                                bucket(10, 100, 1, 7)))
                .join();
        store.put(List.of(bucket(1, 100, 1, 9, 8, 7))).join();
        stop();
        start();
        List<StoredStatistics> found = read(1, 100);
        assertEquals(3, found.size());
        assertArrayEquals(new byte[] {9, 8, 7}, found.get(0).body());
        assertEquals(2, found.get(1).node());
        assertArrayEquals(new byte[] {0, -1}, found.get(2).body());
        assertEquals(1, read(1, 101).size());
        assertEquals(OptionalLong.of(101), store.newest(1, 1));
        assertEquals(OptionalLong.of(100), store.newest(2, 1));
        assertEquals(OptionalLong.empty(), store.newest(2, 10));
    }

    @Test
    void forgetsOldBucketsOfOneLength() {
        store.put(List.of(bucket(1, 100, 1), bucket(1, 101, 2), bucket(10, 100, 1))).join();
        store.prune(1, 101).join();
        assertEquals(List.of(101L), read(1, 0).stream().map(StoredStatistics::start).toList());
        assertEquals(1, read(10, 0).size());
    }

    private void finish(long id, String task, String result, long started, long finished) {
        runs.insert(new NewRun(id, task, "blue", 1, "{}", null, null, null)).join();
        runs.finish(new RunEnd(id, result, 1, null, started, finished, null, null, null)).join();
    }

    @Test
    void readsRunsByTheirEnds() {
        finish(5, "a.b", "success", 100, 200);
        finish(2, "a.b", "failure", 150, 300);
        finish(7, "c.d", "cancelled", 0, 300);
        finish(1, "c.d", "timeout", 1, 400);
        runs.insert(new NewRun(9, "open.one", "blue", 1, "{}", null, null, null)).join();
        assertEquals(
                List.of(
                        new StatisticsStore.FinishedRun(5, "a.b", "blue", "success", 100, 200),
                        new StatisticsStore.FinishedRun(2, "a.b", "blue", "failure", 150, 300),
                        new StatisticsStore.FinishedRun(7, "c.d", "blue", "cancelled", 0, 300)),
                store.finished(0, 0, 399, 10));
        assertEquals(List.of(5L, 2L), ids(store.finished(0, 0, 1000, 2)));
        assertEquals(List.of(7L, 1L), ids(store.finished(300, 2, 1000, 10)));
        assertEquals(List.of(1L), ids(store.finished(300, Long.MAX_VALUE, 1000, 10)));
    }

    private static List<Long> ids(List<StatisticsStore.FinishedRun> found) {
        return found.stream().map(StatisticsStore.FinishedRun::id).toList();
    }

    @Test
    void countsDeadLettersByTaskType() {
        finish(1, "a.b", "failure", 1, 500);
        finish(2, "a.b", "timeout", 1, 400);
        finish(3, "a.b", "success", 1, 600);
        finish(4, "c.d", "error", 1, 300);
        finish(5, "c.d", "failure", 1, 700);
        new SqlControlStore(database).dismiss(new StoredHandling(5, 0, null, "anna", 1)).join();
        assertEquals(
                List.of(
                        new StatisticsStore.DeadLetters("c.d", 1, 4, 300),
                        new StatisticsStore.DeadLetters("a.b", 2, 2, 500)),
                store.deadLetters(10));
        assertEquals(
                List.of(
                        new StatisticsStore.DeadLetters("c.d", 1, 4, 300),
                        new StatisticsStore.DeadLetters("a.b", 1, 2, 400)),
                store.deadLetters(2));
    }
}
