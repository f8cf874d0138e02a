package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.AttemptEnd;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredHandling;
import dev.gantry.spi.store.StoredPause;
import dev.gantry.spi.store.StoredRule;
import dev.gantry.spi.store.StoredSpan;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** How every store deletes runs, whatever database is behind it. */
abstract class RetentionStoreContract {
    private Database database;
    private RetentionStore store;
    private RunStore runs;
    private ControlStore control;

    /** Opens the database of this test; a second call opens the same one again. */
    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        store = new SqlRetentionStore(database);
        runs = new SqlRunStore(database);
        control = new SqlControlStore(database);
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    private void insert(long id, String spec, String key) {
        runs.insert(new NewRun(id, "a.b", "default", 1, "{}", spec, key, key, 9)).join();
    }

    private void finish(long id, String result, long at) {
        runs.finish(new RunEnd(id, result, 2, "acme 1 ab", 5, at, "\"ä€\"", null, null)).join();
    }

    private List<PastRun> past(long keyed) {
        return store.past(0, Long.MAX_VALUE, keyed, 100);
    }

    private long rows(String table) {
        return database.read(
                on -> {
                    try (ResultSet rows = on.of("SELECT count(*) FROM " + table).executeQuery()) {
                        rows.next();
                        return rows.getLong(1);
                    }
                });
    }

    @Test
    void countsWhatIsInFiles() {
        insert(1, null, null);
        String away = "@payload output " + "a".repeat(64) + " 5000000";
        runs.finish(new RunEnd(1, "success", 1, "acme 1 ab", 5, 50, away, null, null)).join();
        insert(2, null, null);
        String strange = "@payload output " + "a".repeat(64) + " 50000x0";
        runs.finish(new RunEnd(2, "success", 1, "acme 1 ab", 5, 50, strange, null, null)).join();
        long row = past(50).getLast().bytes();
        assertTrue(row < 1000, "" + row);
        assertEquals(row + 5_000_000, past(50).getFirst().bytes());
    }

    @Test
    void tellsWhatDecides() {
        insert(1, "{\"parent\":\"0000000000007\"}", "k");
        insert(2, null, null);
        insert(3, null, null);
        finish(1, "success", 50);
        finish(2, "failure", 60);
        PastRun first = past(50).getFirst();
        assertEquals("a.b", first.task());
        assertEquals("0000000000007", first.parent());
        assertEquals(50, first.finished());
        assertTrue(first.keyed());
        assertFalse(first.deadLetter());
        // params, spec and output as UTF-8, and what a row takes
        assertEquals(2 + 26 + 7 + 150, first.bytes());
        assertFalse(past(51).getFirst().keyed());
        assertTrue(past(0).get(1).deadLetter());
        assertFalse(past(0).get(1).keyed());
        control.dismiss(new StoredHandling(2, 0, null, "anna", 9)).join();
        assertFalse(past(0).get(1).deadLetter());
        assertTrue(past(0).get(2).open());
        assertEquals(List.of(2L), store.past(2, 3, 0, 100).stream().map(PastRun::id).toList());
        assertEquals(1, store.past(0, 3, 0, 1).size());
        assertEquals(List.of(3L), store.open(List.of(1L, 2L, 3L, 4L)));
        assertEquals(List.of(), store.open(List.of()));
    }

    @Test
    void anOddTextHidesNoRun() {
        insert(1, "{\"parent\":\"7\",\"concurrency\":{\"key\":\"a\\u0000b\",\"limit\":1}}", null);
        insert(2, null, null);
        assertEquals("7", past(0).getFirst().parent());
        assertEquals(2, past(0).size());
    }

    @Test
    void deletesARunWithAllThatBelongsToIt() {
        for (long id = 1; id <= 2; id++) {
            insert(id, null, "k" + id);
            runs.retry(new AttemptEnd(id, 1, "failed", true, 1, null, 2, 3, null, null)).join();
            control.pause(new StoredPause("run", "" + id, "why", "anna", 1)).join();
        }
        control.pause(new StoredPause("task", "1", "why", "anna", 1)).join();
        List<PastRun> before = past(0);
        assertEquals(List.of(), store.delete(before).join().runs());
        finish(1, "failure", 6);
        control.dismiss(new StoredHandling(1, 0, null, "anna", 9)).join();
        RetentionStore.Deleted deleted = store.delete(before).join();
        assertEquals(List.of(1L), deleted.runs());
        assertFalse(deleted.took().isNegative());
        for (String table : List.of("run", "attempt", "run_deadline", "run_key")) {
            assertEquals(1, rows(table), table);
        }
        assertEquals(0, rows("run_handled"));
        assertEquals(2, rows("pause"));
        assertEquals(2, past(0).getFirst().id());
        assertEquals(List.of(), store.delete(before).join().runs());
    }

    @Test
    void namesOfChildrenGoWithTheirParent() {
        insert(1, null, null);
        runs.insert(
                        new NewRun(
                                2,
                                "a.b",
                                "default",
                                1,
                                "{}",
                                null,
                                null,
                                null,
                                0,
                                SlaClass.SILVER,
                                0,
                                1,
                                "x"))
                .join();
        finish(1, "success", 6);
        finish(2, "success", 5);
        List<PastRun> before = past(0);
        assertEquals(List.of(2L), store.delete(before.subList(1, 2)).join().runs());
        assertEquals(OptionalLong.of(2), runs.child(1, "x"));
        assertEquals(List.of(1L), store.delete(before.subList(0, 1)).join().runs());
        assertEquals(0, rows("run_child"));
    }

    @Test
    void keepsCountsThatDeletionsLower() throws InterruptedException {
        insert(1, null, null);
        insert(2, null, null);
        finish(1, "success", 6);
        finish(2, "success", 6);
        PastRun first = past(0).getFirst();
        StoredSpan late =
                new StoredSpan(7, RetentionStore.start(7), 3, 5, Map.of("c", tally(4, 40)));
        StoredSpan early =
                new StoredSpan(0, 2, 0, 5, Map.of("a.b", tally(2, 1000), "c", tally(1, 1)));
        store.note(List.of(late, early)).join();
        database.close();
        start();
        assertEquals(List.of(early, late), store.spans());
        store.delete(List.of(first)).join();
        assertEquals(
                Map.of("a.b", tally(1, 1000 - first.bytes()), "c", tally(1, 1)),
                store.spans().getFirst().tasks());
        StoredSpan again = new StoredSpan(0, 9, 1, 6, Map.of());
        store.note(List.of(again)).join();
        store.forget(7).join();
        assertEquals(List.of(again), store.spans());
    }

    private static StoredSpan.Tally tally(long runs, long bytes) {
        return new StoredSpan.Tally(runs, bytes);
    }

    @Test
    void rulesHaveVersions() {
        StoredRule first = new StoredRule("a.b", "{}", 1, 5, "anna");
        assertFalse(store.put(new StoredRule("a.b", "{}", 2, 5, "anna")).join());
        assertTrue(store.put(first).join());
        assertFalse(store.put(first).join());
        StoredRule second = new StoredRule("a.b", "{\"runs\":1}", 2, 6, "bert");
        assertTrue(store.put(second).join());
        assertEquals(List.of(second), store.rules());
        assertFalse(store.delete("a.b", 1).join());
        assertTrue(store.delete("a.b", 2).join());
        assertEquals(List.of(), store.rules());
    }

    @Test
    void oldKeysGoByTheirOwnAge() {
        for (long id = 1; id <= 4; id++) {
            insert(id, null, "k" + id);
        }
        assertEquals(2, store.deleteKeys(4, 2).join());
        assertEquals(1, store.deleteKeys(4, 2).join());
        assertEquals(0, store.deleteKeys(4, 2).join());
        assertEquals(1, rows("run_key"));
        assertEquals(4, rows("run"));
        assertEquals(0, store.deleteNotes(Long.MAX_VALUE, 10).join());
    }
}
