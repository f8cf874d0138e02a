package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.audit.AuditEntry;
import dev.gantry.spi.audit.AuditEvent;
import dev.gantry.spi.store.AuditStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the store of the audit log does, whatever database is behind it. */
abstract class AuditStoreContract {
    private Database database;
    private SqlAuditStore store;

    /** Opens the database of this test; a second call opens the same one again. */
    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        store = new SqlAuditStore(database);
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    private static AuditEvent event(long at, String actor, String operation) {
        return new AuditEvent(
                Instant.ofEpochMilli(at),
                actor,
                "token:1",
                "10.0.0.1",
                operation,
                "/api/v1/x/" + at,
                "",
                200,
                "é \ud83d\ude00 \ud83d \u0000 x");
    }

    private List<Long> numbers(List<AuditEntry> entries) {
        return entries.stream().map(AuditEntry::seq).toList();
    }

    private void append(long... times) {
        List<CompletableFuture<AuditEntry>> writes = new ArrayList<>();
        for (long at : times) {
            writes.add(store.append(event(at, "ann", "op")));
        }
        writes.forEach(CompletableFuture::join);
    }

    @Test
    void entriesHoldEachOtherOverARestart() throws Exception {
        AuditEntry first = store.append(event(100, "ann", "a")).join();
        database.close();
        start();
        AuditEntry second = store.append(event(200, "bob", "b")).join();
        assertEquals(List.of(first, second), store.after(0, 10));
        assertEquals("", first.prev());
        assertEquals(first.hash(), second.prev());
        assertTrue(store.after(0, 10).stream().allMatch(AuditEntry::intact));
        assertEquals(new AuditStore.Ends(0, "", 2, second.hash()), store.ends());
    }

    @Test
    void manyAtOnceComeOneAfterTheOther() {
        append(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        List<AuditEntry> all = store.after(0, 100);
        String prev = "";
        for (int i = 0; i < 10; i++) {
            assertEquals(i + 1, all.get(i).seq());
            assertEquals(prev, all.get(i).prev());
            prev = all.get(i).hash();
        }
    }

    @Test
    void anEmptyLogHasEnds() {
        assertEquals(new AuditStore.Ends(0, "", 0, ""), store.ends());
        assertEquals(List.of(), store.after(0, 10));
        assertEquals(0, store.prune(1000, 10).join());
    }

    @Test
    void listsTheNewestFirst() {
        store.append(event(100, "ann", "a")).join();
        store.append(event(200, "bob", "a")).join();
        store.append(event(300, "ann", "b")).join();
        assertEquals(List.of(3L, 2L), numbers(store.list(Long.MAX_VALUE, 2, null, null)));
        assertEquals(List.of(1L), numbers(store.list(2, 2, null, null)));
        assertEquals(List.of(3L, 1L), numbers(store.list(Long.MAX_VALUE, 9, "ann", null)));
        assertEquals(List.of(2L, 1L), numbers(store.list(Long.MAX_VALUE, 9, null, "a")));
        assertEquals(List.of(1L), numbers(store.list(Long.MAX_VALUE, 9, "ann", "a")));
    }

    @Test
    void whatIsOldGoesAndTheRestStillFits() {
        append(100, 200, 300, 400);
        AuditEntry second = store.after(1, 1).getFirst();
        assertEquals(2, store.prune(250, 100).join());
        assertEquals(List.of(3L, 4L), numbers(store.after(0, 10)));
        AuditStore.Ends ends = store.ends();
        assertEquals(2, ends.gone());
        assertEquals(second.hash(), ends.goneHash());
        assertEquals(second.hash(), store.after(0, 1).getFirst().prev());
        assertEquals(0, store.prune(250, 100).join());
        append(500);
        assertEquals(5, store.ends().last());
    }

    @Test
    void aFewAtATimeAndNeverTheLast() {
        append(100, 200, 300, 400);
        assertEquals(1, store.prune(9000, 1).join());
        assertEquals(1, store.prune(9000, 1).join());
        assertEquals(1, store.prune(9000, 100).join());
        assertEquals(0, store.prune(9000, 100).join());
        assertEquals(List.of(4L), numbers(store.after(0, 10)));
    }

    @Test
    void aClockThatWentBackHoldsDeletionUp() {
        append(100, 900, 200);
        assertEquals(1, store.prune(500, 100).join());
        assertEquals(List.of(2L, 3L), numbers(store.after(0, 10)));
    }
}
