package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.RunFilter;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredHandling;
import dev.gantry.spi.store.StoredPause;
import dev.gantry.spi.store.StoredRun;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What every store of decisions about runs does, whatever database is behind it. */
abstract class ControlStoreContract {
    private static final Lane FIFTH = new Lane("default", SlaClass.SILVER, 5);

    private Database database;
    private ControlStore store;
    private RunStore runs;

    /** Opens the database of this test; a second call opens the same one again. */
    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        store = new SqlControlStore(database);
        runs = new SqlRunStore(database);
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    private static NewRun run(long id, long deadline) {
        return new NewRun(id, "a.b", "default", 1, "{}", null, null, null, deadline);
    }

    private void finish(long id, String result) {
        runs.finish(new RunEnd(id, result, 1, null, 5, 6, null, null, null)).join();
    }

    private List<Long> letters() {
        return runs
                .list(
                        new RunFilter(
                                null, null, null, null, null, Map.of(), null, 0, 10, 0, true, 0,
                                null))
                .stream()
                .map(StoredRun::id)
                .toList();
    }

    @Test
    void keepsPausesUntilTheyEnd() throws InterruptedException {
        runs.insert(run(7, 0)).join();
        runs.insert(run(8, 0)).join();
        finish(8, "success");
        StoredPause task = new StoredPause("task", "a.b", "why", "anna", 30);
        StoredPause tenant = new StoredPause("tenant", "a.b", "ä€", "bert", 20);
        StoredPause open = new StoredPause("run", "7", "why", "anna", 10);
        for (StoredPause pause :
                List.of(task, tenant, open, new StoredPause("run", "8", "why", "anna", 1))) {
            store.pause(pause).join();
        }
        database.close();
        start();
        assertEquals(List.of(open, tenant, task), store.pauses());
        StoredPause again = new StoredPause("task", "a.b", "other", "bert", 30);
        store.pause(again).join();
        assertEquals(List.of(open, tenant, again), store.pauses());
        assertTrue(store.resume("task", "a.b").join());
        assertFalse(store.resume("task", "a.b").join());
        assertEquals(List.of(open, tenant), store.pauses());
    }

    @Test
    void changesOnlyWhatHasNotBegun() {
        for (long id = 1; id <= 4; id++) {
            runs.insert(run(id, 0)).join();
        }
        runs.started(2, 1, "acme 1 ab", 5).join();
        runs.cancel(3, "no").join();
        finish(4, "success");
        assertTrue(store.change(1, FIFTH, 77, "{\"n\":1}", "{\"priority\":5}").join());
        StoredRun changed = runs.find(1).orElseThrow();
        assertEquals("{\"n\":1}", changed.params());
        assertEquals(77, changed.due());
        assertEquals("{\"priority\":5}", changed.spec());
        assertEquals(1, runs.open(FIFTH, 0, 0, Long.MAX_VALUE, 9).getFirst().id());
        assertEquals(1L, runs.open().get(FIFTH));
        for (long id = 2; id <= 5; id++) {
            assertFalse(store.change(id, FIFTH, 77, "{\"n\":1}", null).join(), "run " + id);
        }
        assertEquals("{}", runs.find(2).orElseThrow().params());
    }

    @Test
    void setsTheTimeOfWhatIsNotOver() {
        for (long id = 1; id <= 4; id++) {
            runs.insert(run(id, 0)).join();
        }
        runs.started(2, 1, "acme 1 ab", 5).join();
        runs.cancel(3, "no").join();
        finish(4, "success");
        assertTrue(store.setDue(1, 77).join());
        assertTrue(store.setDue(2, 78).join());
        assertEquals(77, runs.find(1).orElseThrow().due());
        assertEquals(78, runs.find(2).orElseThrow().due());
        for (long id = 3; id <= 5; id++) {
            assertFalse(store.setDue(id, 77).join(), "run " + id);
        }
    }

    @Test
    void deadLettersAreThoseThatNobodyHandled() {
        String[] results = {"success", "failure", "error", "timeout", "cancelled", "skipped"};
        for (int i = 0; i < results.length; i++) {
            runs.insert(run(i + 1, 0)).join();
            finish(i + 1, results[i]);
        }
        runs.insert(run(20, 0)).join();
        assertEquals(List.of(4L, 3L, 2L), letters());
        StoredHandling handling = new StoredHandling(3, 0, "known", "anna", 9);
        assertTrue(store.dismiss(handling).join());
        assertFalse(store.dismiss(handling).join());
        assertEquals(List.of(4L, 2L), letters());
        NewRun again = RunRows.keyed(30, "k");
        StoredHandling rerun = new StoredHandling(4, 0, null, "anna", 9);
        assertEquals(30, store.rerun(again, rerun).join());
        NewRun twice = RunRows.keyed(31, "k");
        assertEquals(30, store.rerun(twice, rerun).join());
        assertTrue(runs.find(31).isEmpty());
        assertEquals(List.of(2L), letters());
        assertEquals(
                Map.of(3L, handling, 4L, new StoredHandling(4, 30, null, "anna", 9)),
                store.handled(List.of(1L, 2L, 3L, 4L)));
        assertEquals(Map.of(), store.handled(List.of()));
    }

    @Test
    void boundsAListByIds() {
        for (long id = 1; id <= 5; id++) {
            runs.insert(run(id, 0)).join();
        }
        RunFilter middle =
                new RunFilter(
                        null, null, null, null, null, Map.of(), null, 5, 10, 3, false, 0, null);
        assertEquals(List.of(4L, 3L), runs.list(middle).stream().map(StoredRun::id).toList());
    }

    @Test
    void remembersDeadlines() {
        assertEquals(OptionalLong.empty(), store.nextDeadline());
        runs.insert(run(1, 300)).join();
        runs.insert(run(2, 100)).join();
        runs.insert(run(3, 0)).join();
        assertEquals(OptionalLong.of(100), store.nextDeadline());
        assertEquals(List.of(), store.due(99, 10));
        assertEquals(List.of(2L), store.due(100, 10));
        assertEquals(List.of(2L, 1L), store.due(300, 10));
        assertEquals(List.of(2L), store.due(300, 1));
        store.passed(List.of(2L)).join();
        assertEquals(OptionalLong.of(300), store.nextDeadline());
    }
}
