package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.PluginChange;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.spi.store.StoredCheck;
import dev.gantry.spi.store.StoredNote;
import dev.gantry.spi.store.StoredPolicy;
import dev.gantry.spi.store.StoredRevision;
import dev.gantry.spi.store.StoredSchedule;
import dev.gantry.spi.store.StoredUsage;
import dev.gantry.spi.store.StoredVerdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What the stores of schedules, checks, plugins and usage do, whatever database is behind them. */
abstract class OtherStoresContract {
    private Database database;

    /** Opens the database of this test; a second call opens the same one again. */
    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    private static StoredSchedule schedule(long version, long next) {
        return new StoredSchedule("nightly", "{}", version, 5, next, 0, 0);
    }

    @Test
    void aScheduleIsWrittenVersionByVersion() {
        SqlScheduleStore store = new SqlScheduleStore(database);
        assertFalse(store.put(schedule(2, 100), 0).join());
        assertTrue(store.put(schedule(1, 100), 0).join());
        assertFalse(store.put(schedule(1, 100), 0).join());
        assertTrue(store.put(schedule(2, 200), 100).join());
        assertEquals(List.of(schedule(2, 200)), store.schedules());
        assertFalse(store.delete("nightly", 1).join());
        assertTrue(store.delete("nightly", 2).join());
        assertFalse(store.delete("nightly", 2).join());
    }

    @Test
    void oneFireTimeMakesOneRun() {
        SqlScheduleStore store = new SqlScheduleStore(database);
        SqlRunStore runs = new SqlRunStore(database);
        store.put(schedule(1, 100), 0).join();
        NewRun run = new NewRun(7, "a.b", "default", 100, "{}", null, null, null);
        assertEquals(7, store.fire(seen("nightly", 100, 0), 200, 100, null, run).join());
        NewRun again = new NewRun(8, "a.b", "default", 100, "{}", null, null, null);
        assertEquals(-1, store.fire(seen("nightly", 100, 0), 200, 100, null, again).join());
        assertTrue(runs.find(7).isPresent());
        assertTrue(runs.find(8).isEmpty());
        assertEquals(
                new StoredSchedule("nightly", "{}", 1, 5, 200, 100, 7),
                store.schedules().getFirst());
        assertEquals(
                0, store.fire(seen("nightly", 200, 7), 300, 200, "{\"state\":1}", null).join());
        assertEquals(
                new StoredSchedule("nightly", "{\"state\":1}", 1, 5, 300, 200, 7),
                store.schedules().getFirst());
        assertEquals(-1, store.fire(seen("unknown", 1, 0), 2, 1, null, null).join());
    }

    @Test
    void aFireWhoseKeyIsKnownNamesTheRunThatIsThere() {
        SqlScheduleStore store = new SqlScheduleStore(database);
        SqlRunStore runs = new SqlRunStore(database);
        store.put(schedule(1, 100), 0).join();
        NewRun run = new NewRun(7, "a.b", "default", 100, "{}", null, "k", "f");
        assertEquals(7, runs.insert(run).join());
        NewRun again = new NewRun(8, "a.b", "default", 100, "{\"x\":1}", null, "k", "f");
        assertEquals(7, store.fire(seen("nightly", 100, 0), 200, 100, null, again).join());
        assertTrue(runs.find(8).isEmpty());
        assertEquals(
                new StoredSchedule("nightly", "{}", 1, 5, 200, 100, 7),
                store.schedules().getFirst());
    }

    @Test
    void whoeverKnowsAScheduleAsItWasNeitherFiresNorPutsIt() {
        SqlScheduleStore store = new SqlScheduleStore(database);
        store.put(schedule(1, 100), 0).join();
        store.put(schedule(2, 100), 100).join();
        assertEquals(-1, store.fire(seen("nightly", 100, 0), 200, 100, "{}", null).join());
        ScheduleStore.Seen now = new ScheduleStore.Seen("nightly", 2, 100, 0);
        assertEquals(7, store.fire(now, 100, 90, null, keyed(7, null, null)).join());
        assertEquals(-1, store.fire(now, 200, 100, null, keyed(8, null, null)).join());
        now = new ScheduleStore.Seen("nightly", 2, 100, 7);
        assertEquals(0, store.fire(now, 200, 100, null, null).join());
        assertFalse(store.put(schedule(3, 300), 100).join(), "another fire time is next");
        assertTrue(store.put(schedule(3, 300), 200).join());
        assertEquals(
                new StoredSchedule("nightly", "{}", 3, 5, 300, 100, 7),
                store.find("nightly").orElseThrow());
    }

    @Test
    void manyFiresInOneGroupAreEachAsOneByItself() {
        SqlScheduleStore store = new SqlScheduleStore(database);
        SqlRunStore runs = new SqlRunStore(database);
        for (int i = 1; i <= 6; i++) {
            store.put(new StoredSchedule("s" + i, "{}", 1, 5, 100, 50, 1), 0).join();
        }
        runs.insert(new NewRun(7, "a.b", "default", 100, "{}", null, "known", "f")).join();
        List<CompletableFuture<Long>> fires = new ArrayList<>();
        Stores.together(
                runs,
                () -> {
                    fires.add(
                            store.fire(
                                    seen("s1", 100, 1),
                                    200,
                                    100,
                                    "{\"n\":1}",
                                    keyed(11, "k1", "f")));
                    fires.add(store.fire(seen("s2", 101, 1), 200, 100, null, keyed(12, "k2", "f")));
                    fires.add(
                            store.fire(
                                    seen("s3", 100, 1), 200, 100, null, keyed(13, "known", "f")));
                    fires.add(
                            store.fire(
                                    seen("s4", 100, 1), 200, 100, null, keyed(14, "known", "g")));
                    fires.add(store.fire(seen("s5", 100, 1), 200, 50, null, null));
                    fires.add(
                            store.fire(seen("none", 100, 1), 200, 100, null, keyed(16, "k6", "f")));
                    fires.add(
                            store.fire(seen("s6", 100, 1), 200, 100, null, keyed(17, null, null)));
                    fires.add(store.fire(seen("s1", 100, 1), 200, 100, null, keyed(18, "k8", "f")));
                });
        assertEquals(11, fires.get(0).join());
        assertEquals(-1, fires.get(1).join());
        assertEquals(7, fires.get(2).join());
        assertThrows(CompletionException.class, () -> fires.get(3).join());
        assertEquals(0, fires.get(4).join());
        assertEquals(-1, fires.get(5).join());
        assertEquals(17, fires.get(6).join());
        assertEquals(-1, fires.get(7).join());
        assertEquals(
                List.of(
                        new StoredSchedule("s1", "{\"n\":1}", 1, 5, 200, 100, 11),
                        new StoredSchedule("s2", "{}", 1, 5, 100, 50, 1),
                        new StoredSchedule("s3", "{}", 1, 5, 200, 100, 7),
                        new StoredSchedule("s4", "{}", 1, 5, 100, 50, 1),
                        new StoredSchedule("s5", "{}", 1, 5, 200, 50, 1),
                        new StoredSchedule("s6", "{}", 1, 5, 200, 100, 17)),
                store.schedules().stream()
                        .sorted(Comparator.comparing(StoredSchedule::id))
                        .toList());
        assertEquals(3, runs.countOpen());
        assertEquals(12, runs.insert(keyed(12, "k2", "f")).join(), "its key is free");
        assertEquals(18, runs.insert(keyed(18, "k8", "f")).join(), "its key is free");
    }

    private static ScheduleStore.Seen seen(String id, long next, long run) {
        return new ScheduleStore.Seen(id, 1, next, run);
    }

    private static NewRun keyed(long id, String key, String fingerprint) {
        return new NewRun(id, "a.b", "default", 100, "{}", null, key, fingerprint);
    }

    @Test
    void aCheckSaysWhichFileItIsFrom() {
        SqlCheckStore store = new SqlCheckStore(database);
        StoredCheck ours = new StoredCheck("a", "{}", 1, 5, "conf/checks/a.yaml");
        StoredCheck byHand = new StoredCheck("b", "{}", 1, 5);
        assertTrue(store.put(ours).join());
        assertTrue(store.put(byHand).join());
        assertEquals(List.of(ours, byHand), store.checks());
        StoredCheck moved = new StoredCheck("a", "{}", 2, 5, "conf/checks/other.yaml");
        assertTrue(store.put(moved).join());
        assertEquals(List.of(moved, byHand), store.checks());
    }

    @Test
    void aVerdictThatDropsNoneLeavesTheOldOnes() {
        SqlCheckStore store = new SqlCheckStore(database);
        for (int i = 0; i < 10; i++) {
            store.append(new StoredVerdict("disk", i, "ok", "{}"), 0).join();
        }
        assertEquals(10, store.verdicts("disk", 50).size());
        store.append(new StoredVerdict("disk", 10, "ok", "{}"), 3).join();
        assertEquals(
                List.of(10L, 9L, 8L),
                store.verdicts("disk", 50).stream().map(StoredVerdict::at).toList());
    }

    @Test
    void aCheckKeepsItsNewestVerdicts() {
        SqlCheckStore store = new SqlCheckStore(database);
        assertTrue(store.put(new StoredCheck("disk", "{}", 1, 5)).join());
        assertFalse(store.put(new StoredCheck("disk", "{}", 3, 5)).join());
        for (int i = 1; i <= 10; i++) {
            store.append(new StoredVerdict("disk", i, "ok", "{}"), 3).join();
            store.append(new StoredVerdict("other", i, "ok", "{}"), 100).join();
        }
        assertEquals(
                List.of(10L, 9L, 8L),
                store.verdicts("disk", 50).stream().map(StoredVerdict::at).toList());
        assertEquals(10, store.verdicts("other", 50).size());
        assertTrue(store.delete("disk").join());
        assertEquals(List.of(), store.checks());
        assertEquals(List.of(), store.verdicts("disk", 50));
    }

    @Test
    void revisionsAndRoutesChangeTogether() {
        SqlPluginStore store = new SqlPluginStore(database);
        StoredRevision one = revision("a1", "active");
        StoredRevision two = revision("b2", "rejected");
        store.save(
                new PluginChange(
                        List.of(one, two),
                        Map.of("acme", "a1", "other", "zz"),
                        List.of(),
                        List.of()));
        assertEquals(List.of(one, two), store.revisions());
        store.save(
                new PluginChange(
                        List.of(revision("a1", "retired")),
                        Map.of("acme", "b2", "other", ""),
                        List.of(),
                        List.of()));
        assertEquals(Map.of("acme", "b2"), store.routes());
        assertEquals("retired", store.revisions().getFirst().state());
        store.forget(List.of("a1"));
        assertEquals(List.of(two), store.revisions());
    }

    @Test
    void decisionsAndNotesAreKept() {
        SqlPluginStore store = new SqlPluginStore(database);
        StoredPolicy policy = new StoredPolicy("acme", false, "1.0.0", 3, "0.9.0", "{}");
        StoredNote note = new StoredNote(0, 5, "acme", "1.0.0", null, "pin", "by ann", "ann");
        store.save(new PluginChange(List.of(), Map.of(), List.of(policy), List.of(note, note)));
        store.save(
                new PluginChange(
                        List.of(), Map.of(), List.of(StoredPolicy.none("b")), List.of(note)));
        assertEquals(List.of(policy), store.policies());
        List<StoredNote> notes = store.notes("acme", Long.MAX_VALUE, 2);
        assertEquals(2, notes.size());
        assertTrue(notes.get(0).id() > notes.get(1).id());
        assertEquals(1, store.notes("acme", notes.get(1).id(), 9).size());
        assertEquals(3, store.notes(Set.of("pin"), 5).size());
        assertEquals(List.of(), store.notes(Set.of("pin"), 6));
        store.save(
                new PluginChange(
                        List.of(), Map.of(), List.of(StoredPolicy.none("acme")), List.of()));
        assertEquals(List.of(), store.policies());
    }

    @Test
    void tellsWhichRevisionsOpenRunsNeed() {
        SqlPluginStore store = new SqlPluginStore(database);
        SqlRunStore runs = new SqlRunStore(database);
        for (long id = 1; id <= 3; id++) {
            runs.insert(RunRows.plain(id)).join();
            runs.started(id, 1, "acme 1.0.0 ab", 100).join();
        }
        runs.finish(new RunEnd(3, "success", 1, "acme 1.0.0 ab", 100, 200, null, null, null))
                .join();
        assertEquals(Map.of("acme 1.0.0 ab", 2L), store.needed());
        assertEquals(2, store.needing("acme 1.0.0 ab"));
        assertEquals(0, store.needing("acme 2.0.0 cd"));
        assertEquals(2, store.open("a.b", 9));
        assertEquals(1, store.open("a.b", 1));
        assertEquals(0, store.open("c.d", 9));
    }

    @Test
    void tellsItsSize() {
        assertTrue(database.bytes() > 8192, "" + database.bytes());
    }

    private static StoredUsage usage(String sha256, long base) {
        return new StoredUsage(
                sha256, "acme", "1.0.0", base, base + 1, base + 2, base + 3, base + 4, base + 5,
                base + 6, base + 7, base + 8, base + 9, base + 10);
    }

    @Test
    void theUsageOfRevisionsIsReplacedAndForgottenWithThem() throws InterruptedException {
        SqlUsageStore store = new SqlUsageStore(database);
        SqlPluginStore plugins = new SqlPluginStore(database);
        assertEquals(List.of(), store.usages());
        store.put(List.of(usage("b2", 10), usage("a1", 1L << 40))).join();
        store.put(List.of(usage("b2", 20))).join();
        assertEquals(List.of(usage("a1", 1L << 40), usage("b2", 20)), store.usages());
        plugins.save(
                new PluginChange(
                        List.of(revision("b2", "retired")), Map.of(), List.of(), List.of()));
        store.prune().join();
        database.close();
        database = open();
        assertEquals(List.of(usage("b2", 20)), new SqlUsageStore(database).usages());
    }

    private static StoredRevision revision(String sha256, String state) {
        return new StoredRevision(
                sha256, "acme", "Acme", "1.0.0", "acme.jar", state, null, null, "{}", 9);
    }
}
