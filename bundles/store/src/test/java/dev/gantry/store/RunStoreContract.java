package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.AttemptEnd;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.StoredRun;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What every run store writes, whatever database is behind it. */
abstract class RunStoreContract extends RunStoreFixture {
    private static NewRun keyed(long id, String tenant, String key, String fingerprint) {
        return new NewRun(id, "files.cleanup", tenant, 1000, "{}", null, key, fingerprint);
    }

    @Test
    void aNewRunIsOpenUntilItEnds() throws Exception {
        assertEquals(7L, store.insert(run(7)).join());
        StoredRun open = store.find(7).orElseThrow();
        assertEquals(
                new StoredRun(
                        7,
                        "files.cleanup",
                        "default",
                        StoredRun.OPEN,
                        null,
                        1007,
                        0,
                        "{\"n\":7}",
                        null,
                        null,
                        0,
                        0,
                        null,
                        null,
                        null,
                        null,
                        null),
                open);
        assertTrue(store.finish(success(7)).join());
        reopen();
        assertEquals(
                new StoredRun(
                        7,
                        "files.cleanup",
                        "default",
                        StoredRun.FINISHED,
                        "success",
                        1007,
                        1,
                        "{\"n\":7}",
                        null,
                        REVISION,
                        2000,
                        3000,
                        "{\"ok\":true}",
                        null,
                        null,
                        null,
                        null),
                store.find(7).orElseThrow());
        assertEquals(0, store.countOpen());
        assertEquals(7, store.lastId());
    }

    @Test
    void aRunEndsOnce() {
        store.insert(run(1)).join();
        assertTrue(store.finish(success(1)).join());
        RunEnd late = new RunEnd(1, "failure", 1, null, 1, 2, null, "{}", null);
        assertFalse(store.finish(late).join());
        assertEquals("success", store.find(1).orElseThrow().result());
        assertFalse(store.cancel(1, "too late").join());
        assertFalse(store.retry(attempt(1, 1, "failed", true, 9000)).join());
        assertTrue(store.attempts(1).isEmpty());
    }

    private static AttemptEnd attempt(
            long run, int number, String state, boolean counted, long due) {
        return new AttemptEnd(
                run, number, state, counted, due, REVISION, 2000, 2500, "{\"type\":\"x\"}", "[]");
    }

    @Test
    void whatMayHaveBeenWrittenIsWrittenAgain() {
        store.insert(run(1)).join();
        AttemptEnd failed = attempt(1, 1, "failed", true, 9000);
        assertTrue(store.retry(failed).join());
        assertTrue(store.retry(failed).join());
        assertEquals(List.of(failed), store.attempts(1));
        assertTrue(store.finish(success(1)).join());
        assertTrue(store.finish(success(1)).join(), "the very same record");
        assertFalse(store.retry(failed).join());
    }

    @Test
    void tellsWhetherARunIsStored() {
        assertFalse(store.stored(1).join());
        store.insert(run(1));
        assertTrue(store.stored(1).join());
        assertFalse(store.stored(2).join());
    }

    @Test
    void oneGroupDoesWhatSingleWritesDo() {
        for (long id = 1; id <= 40; id++) {
            store.insert(run(id)).join();
        }
        List<CompletableFuture<?>> all = new ArrayList<>();
        List<CompletableFuture<Boolean>> first = new ArrayList<>();
        List<CompletableFuture<Boolean>> late = new ArrayList<>();
        Stores.together(
                store,
                () -> {
                    for (long id = 1; id <= 40; id++) {
                        all.add(store.started(id, 1, REVISION, 2000));
                        all.add(store.detail(id, "{}"));
                    }
                    for (long id = 1; id <= 10; id++) {
                        first.add(store.retry(attempt(id, 1, "failed", true, 9000)));
                        first.add(store.restart(attempt(id + 10, 1, "lost", false, 8000)));
                    }
                    for (long id = 21; id <= 30; id++) {
                        first.add(store.finish(success(id)));
                        late.add(
                                store.finish(
                                        new RunEnd(id, "error", 1, null, 0, 5, null, null, null)));
                    }
                    for (long id = 41; id <= 50; id++) {
                        all.add(store.insert(run(id)));
                    }
                    for (long id = 90; id <= 99; id++) {
                        late.add(store.finish(success(id)));
                        late.add(store.retry(attempt(id, 1, "failed", true, 9000)));
                    }
                });
        all.forEach(CompletableFuture::join);
        first.forEach(write -> assertTrue(write.join()));
        late.forEach(write -> assertFalse(write.join()));
        assertEquals(40, store.countOpen());
        for (long id = 1; id <= 10; id++) {
            StoredRun retried = store.find(id).orElseThrow();
            assertEquals(1, retried.attempt());
            assertEquals(9000, retried.due());
            assertEquals(0, retried.started());
            assertEquals(REVISION, retried.plugin());
            assertEquals("{\"type\":\"x\"}", retried.error());
            assertEquals(List.of(attempt(id, 1, "failed", true, 9000)), store.attempts(id));
            StoredRun lost = store.find(id + 10).orElseThrow();
            assertEquals(0, lost.attempt());
            assertEquals(8000, lost.due());
            assertNull(lost.plugin());
            StoredRun ended = store.find(id + 20).orElseThrow();
            assertEquals("success", ended.result());
            assertEquals("{\"ok\":true}", ended.output());
            assertEquals(REVISION, ended.plugin());
            assertEquals("{}", ended.detail());
            assertEquals(2000, store.find(id + 30).orElseThrow().started());
            StoredRun fresh = store.find(id + 40).orElseThrow();
            assertEquals(run(id + 40).params(), fresh.params());
            assertEquals(run(id + 40).due(), fresh.due());
        }
    }

    @Test
    void whatIsWrittenUnaskedKeepsItsOrder() {
        for (long id = 1; id <= 20; id++) {
            store.insert(run(id)).join();
        }
        AttemptEnd lost = attempt(3, 1, "lost", false, 9000);
        Stores.together(
                store,
                () -> {
                    for (long id = 1; id <= 20; id++) {
                        store.started(id, 1, REVISION, 2000);
                    }
                    store.retry(lost);
                    store.started(3, 1, REVISION, 9100);
                    store.cancel(4, "no need");
                    store.finish(success(4));
                });
        store.stored(1).join();
        assertEquals(9100, store.find(3).orElseThrow().started(), "the attempt after the lost one");
        assertEquals("no need", store.find(4).orElseThrow().cancel());
        assertEquals("success", store.find(4).orElseThrow().result());
    }

    @Test
    void everyResultIsKept() {
        List<String> results =
                List.of("success", "failure", "error", "timeout", "cancelled", "skipped");
        for (int i = 0; i < results.size(); i++) {
            store.insert(run(i + 1)).join();
            store.finish(new RunEnd(i + 1, results.get(i), 0, null, 0, 5, null, null, null)).join();
            StoredRun ended = store.find(i + 1).orElseThrow();
            assertEquals(results.get(i), ended.result());
            assertEquals(0, ended.started());
            assertNull(ended.plugin());
        }
    }

    @Test
    void aRetryMovesTheRunAndKeepsTheAttempt() {
        store.insert(run(1)).join();
        store.started(1, 1, REVISION, 2000).join();
        assertEquals(2000, store.find(1).orElseThrow().started());
        assertTrue(store.retry(attempt(1, 1, "failed", true, 9000)).join());
        StoredRun waiting = store.find(1).orElseThrow();
        assertEquals(1, waiting.attempt());
        assertEquals(9000, waiting.due());
        assertEquals(0, waiting.started(), "no attempt is noted to run");
        assertEquals(REVISION, waiting.plugin());
        store.started(1, 1, REVISION, 2000).join();
        assertEquals(0, store.find(1).orElseThrow().started(), "that attempt is over");
        assertTrue(store.retry(attempt(1, 2, "lost", false, 9000)).join());
        assertEquals(1, store.find(1).orElseThrow().attempt(), "a lost attempt is not counted");
        assertEquals(
                List.of(attempt(1, 1, "failed", true, 9000), attempt(1, 2, "lost", false, 9000)),
                store.attempts(1));
    }

    @Test
    void aRestartFreesTheRunAndKeepsTheAttempt() {
        store.insert(run(1)).join();
        store.started(1, 1, REVISION, 2000).join();
        AttemptEnd lost = attempt(1, 1, "lost", false, 9000);
        assertTrue(store.restart(lost).join());
        StoredRun free = store.find(1).orElseThrow();
        assertEquals(null, free.plugin());
        assertEquals(0, free.attempt());
        assertEquals(0, free.started());
        assertEquals(List.of(lost), store.attempts(1));
        store.started(1, 1, REVISION, lost.started()).join();
        assertEquals(null, store.find(1).orElseThrow().plugin(), "that attempt is over");
        store.started(1, 1, REVISION, 9100).join();
        assertEquals(REVISION, store.find(1).orElseThrow().plugin(), "the next one");
        store.finish(success(1)).join();
        assertFalse(store.restart(lost).join());
    }

    @Test
    void unpinsWhatWaits() {
        for (long id = 1; id <= 4; id++) {
            store.insert(run(id)).join();
        }
        store.retry(attempt(1, 1, "failed", true, 9000)).join();
        store.retry(attempt(2, 1, "failed", true, 9000)).join();
        store.started(3, 1, REVISION, 2000).join();
        store.finish(success(4)).join();
        assertEquals(0, store.unpin("acme.other 1.0.0 00").join());
        assertEquals(2, store.unpin(REVISION).join());
        assertEquals(null, store.find(1).orElseThrow().plugin());
        assertEquals(null, store.find(2).orElseThrow().plugin());
        assertEquals(1, store.find(1).orElseThrow().attempt());
        assertEquals(REVISION, store.attempts(1).getFirst().plugin());
        assertEquals(REVISION, store.find(3).orElseThrow().plugin(), "its attempt runs");
        assertEquals(REVISION, store.find(4).orElseThrow().plugin(), "it is over");
        assertEquals(0, store.unpin(REVISION).join());
    }

    @Test
    void aKeyMakesOneRun() {
        assertEquals(1L, store.insert(keyed(1, "default", "k", "f")).join());
        assertEquals(1L, store.insert(keyed(2, "default", "k", "f")).join());
        assertEquals(3L, store.insert(keyed(3, "other", "k", "f")).join());
        assertTrue(store.find(2).isEmpty());
        CompletionException refused =
                assertThrows(
                        CompletionException.class,
                        () -> store.insert(keyed(4, "default", "k", "another")).join());
        GantryException why = (GantryException) refused.getCause();
        assertEquals(GantryException.Code.REFUSED, why.code());
        assertTrue(why.getMessage().contains("key k"), why.getMessage());
        assertTrue(store.find(4).isEmpty());
    }

    @Test
    void aKeyUsedTwiceInOneGroupMakesOneRun() {
        List<CompletableFuture<Long>> submits = new ArrayList<>();
        for (int i = 1; i <= 500; i++) {
            submits.add(store.insert(keyed(i, "default", "same", "f")));
        }
        Set<Long> ids = Set.copyOf(submits.stream().map(CompletableFuture::join).toList());
        assertEquals(Set.of(1L), ids);
        assertEquals(1, store.countOpen());
    }

    @Test
    void aBadWriteTakesNoNeighbourWithIt() {
        List<CompletableFuture<Long>> writes = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            writes.add(store.insert(run(i % 100 == 0 ? 1 : i)));
        }
        for (int i = 1; i <= 300; i++) {
            CompletableFuture<Long> write = writes.get(i - 1);
            if (i % 100 == 0) {
                assertThrows(CompletionException.class, write::join);
            } else {
                assertEquals(i, write.join());
            }
        }
        assertEquals(297, store.countOpen());
    }

    @Test
    void keepsDetailAndCancel() {
        store.insert(run(1)).join();
        store.detail(1, "{\"at\":5}").join();
        assertTrue(store.cancel(1, "by ann").join());
        StoredRun run = store.find(1).orElseThrow();
        assertEquals("{\"at\":5}", run.detail());
        assertEquals("by ann", run.cancel());
    }

    @Test
    void closingCommitsWhatIsQueuedAndRefusesTheRest() throws Exception {
        List<CompletableFuture<Long>> writes = new ArrayList<>();
        for (int i = 1; i <= 5000; i++) {
            writes.add(store.insert(run(i)));
        }
        database.close();
        for (CompletableFuture<Long> write : writes) {
            assertTrue(write.isDone() && !write.isCompletedExceptionally());
        }
        CompletionException refused =
                assertThrows(CompletionException.class, () -> store.insert(run(9999)).join());
        assertEquals(
                GantryException.Code.UNAVAILABLE, ((GantryException) refused.getCause()).code());
        GantryException unread = assertThrows(GantryException.class, () -> store.find(1));
        assertEquals(GantryException.Code.UNAVAILABLE, unread.code());
        start();
        assertEquals(5000, store.countOpen());
    }
}
