package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.StoredBucket;
import dev.gantry.spi.store.StoredCheck;
import dev.gantry.spi.store.StoredFinding;
import dev.gantry.spi.store.StoredMaintenance;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the stores of findings and history do, whatever database is behind them. */
abstract class FindingStoresContract {
    private Database database;

    /** Opens the database of this test. */
    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    private static StoredFinding finding(String id, String check, String state, long version) {
        return new StoredFinding(id, check, state, "warn", "{\"v\":" + version + "}", version);
    }

    @Test
    void aCheckHasOneOpenFinding() {
        SqlFindingStore store = new SqlFindingStore(database);
        assertFalse(store.put(finding("01", "disk", "open", 2)).join());
        assertTrue(store.put(finding("01", "disk", "open", 1)).join());
        assertFalse(store.put(finding("01", "disk", "open", 1)).join());
        assertFalse(store.put(finding("02", "disk", "open", 1)).join());
        assertTrue(store.put(finding("02", "web", "open", 1)).join());
        assertTrue(store.put(finding("01", "disk", "acknowledged", 2)).join());
        assertFalse(store.put(finding("03", "disk", "open", 1)).join());
        assertEquals(2, store.open().size());
        assertTrue(store.put(finding("01", "disk", "resolved", 3)).join());
        assertTrue(store.put(finding("03", "disk", "open", 1)).join());
        assertEquals(List.of("02", "03"), store.open().stream().map(StoredFinding::id).toList());
        assertEquals(Optional.of(finding("01", "disk", "resolved", 3)), store.find("01"));
        assertEquals(Optional.empty(), store.find("99"));
        assertEquals(
                List.of("03", "01"), store.of("disk", 5).stream().map(StoredFinding::id).toList());
        assertEquals(List.of("03"), ids(store.of("disk", 1)));
    }

    @Test
    void findingsAreListedByWhatTheyAre() {
        SqlFindingStore store = new SqlFindingStore(database);
        for (int i = 10; i < 20; i++) {
            String state = i % 2 == 0 ? "open" : "resolved";
            store.put(
                            new StoredFinding(
                                    "" + i, "c" + i, state, i < 15 ? "warn" : "critical", "{}", 1))
                    .join();
        }
        assertEquals(List.of("19", "18"), ids(store.list(Set.of(), Set.of(), null, null, 2)));
        assertEquals(
                List.of("18", "16"),
                ids(store.list(Set.of("open"), Set.of("critical"), null, "19", 5)));
        Set<String> now = Set.of("open", "acknowledged");
        assertEquals(List.of("18", "16", "14"), ids(store.list(now, Set.of(), null, null, 3)));
        assertEquals(List.of("12", "10"), ids(store.list(now, Set.of(), null, "14", 3)));
        assertEquals(List.of("14"), ids(store.list(now, Set.of(), "c14", "16", 3)));
        assertEquals(
                List.of("19", "18", "17"),
                ids(store.list(Set.of("open", "resolved"), Set.of(), null, null, 3)));
        assertEquals(List.of("11"), ids(store.list(Set.of(), Set.of(), "c11", null, 5)));
        assertEquals(2, store.prune("17", 2).join());
        assertEquals(1, store.prune("17", 2).join());
        assertEquals(0, store.prune("17", 2).join());
        assertEquals(7, store.list(Set.of(), Set.of(), null, null, 50).size());
    }

    private static List<String> ids(List<StoredFinding> findings) {
        return findings.stream().map(StoredFinding::id).toList();
    }

    @Test
    void maintenanceIsKept() {
        SqlFindingStore store = new SqlFindingStore(database);
        store.put(new StoredMaintenance("b", "{}")).join();
        store.put(new StoredMaintenance("a", "{}")).join();
        store.put(new StoredMaintenance("b", "{\"x\":1}")).join();
        assertEquals(
                List.of(new StoredMaintenance("a", "{}"), new StoredMaintenance("b", "{\"x\":1}")),
                store.maintenance());
        assertTrue(store.deleteMaintenance("a").join());
        assertFalse(store.deleteMaintenance("a").join());
    }

    @Test
    void bucketsAndWhatWasLearnedGoWithTheCheck() {
        SqlHistoryStore store = new SqlHistoryStore(database);
        SqlCheckStore checks = new SqlCheckStore(database);
        checks.put(new StoredCheck("disk", "{}", 1, 5)).join();
        store.put(
                        List.of(
                                new StoredBucket("disk", 1, 10, "{}"),
                                new StoredBucket("disk", 1, 11, "{}"),
                                new StoredBucket("disk", 24, 0, "{}"),
                                new StoredBucket("web", 1, 9, "{}")))
                .join();
        StoredBucket changed = new StoredBucket("disk", 1, 11, "{\"n\":2}");
        store.put(List.of(changed)).join();
        assertEquals(List.of(changed), store.buckets("disk", 1, 11));
        assertEquals(2, store.buckets("disk", 1, 0).size());
        assertEquals(1, store.prune(1, 11, 1).join());
        assertEquals(1, store.prune(1, 11, 5).join());
        assertEquals(List.of(), store.buckets("web", 1, 0));
        store.learned("disk", new byte[] {1}).join();
        store.learned("disk", new byte[] {2, 3}).join();
        assertArrayEquals(new byte[] {2, 3}, store.learned("disk").orElseThrow());
        assertTrue(checks.delete("disk").join());
        assertEquals(Optional.empty(), store.learned("disk"));
        assertEquals(List.of(), store.buckets("disk", 1, 0));
    }
}
