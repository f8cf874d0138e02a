package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.AttemptEnd;
import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.JoinStore;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.NodeClaim;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.QuotaStore;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.spi.store.StoredJoin;
import dev.gantry.spi.store.StoredNode;
import dev.gantry.spi.store.StoredPause;
import dev.gantry.spi.store.StoredQuota;
import dev.gantry.spi.store.StoredRun;
import dev.gantry.spi.store.StoredSchedule;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Two nodes on one schema: whose runs are whose, and what is refused to whom. */
class PostgresNodesTest extends NodesFixture {
    PostgresNodesTest(PostgresServer server) {
        super(server);
    }

    @Test
    void eachHasANumberAndKeepsIt() throws Exception {
        assertFalse(one.alone());
        assertNotEquals(one.self(), two.self());
        int number = two.self();
        second.close();
        second = Stores.postgres(address, "two");
        two = second.dialect().nodes(second);
        assertEquals(number, two.self());
        StoredNode seen = one.nodes().get(1);
        assertEquals("two", seen.name());
        assertEquals(2, seen.term());
        assertTrue(seen.alive());
    }

    @Test
    void aRunIsOfWhoTookItIn() {
        runs.insert(run(1)).join();
        others.insert(run(2)).join();
        assertEquals(List.of(1L), open(runs));
        assertEquals(List.of(2L), open(others));
        assertEquals(1, runs.countOpen());
        assertTrue(runs.moreOpen(1), "of all nodes");
        assertEquals(Map.of(), claimed(two, 10));
    }

    @Test
    void whatIsWrittenAboutAnothersRunIsRefused() {
        runs.insert(run(1)).join();
        assertFalse(others.finish(end(1)).join());
        AttemptEnd attempt = new AttemptEnd(1, 1, "failed", true, 5, REVISION, 2, 3, null, null);
        assertFalse(others.retry(attempt).join());
        others.started(1, 1, REVISION, 4).join();
        others.detail(1, "{}").join();
        StoredRun row = runs.find(1).orElseThrow();
        assertEquals(0, row.started());
        assertEquals(0, row.attempt());
        assertEquals(null, row.detail());
        assertTrue(others.attempts(1).isEmpty());
        assertTrue(runs.finish(end(1)).join());
    }

    @Test
    void alsoInGroupsWhatIsAnothersIsRefused() {
        for (long id = 1; id <= 6; id++) {
            (id % 2 == 0 ? others : runs).insert(run(id)).join();
        }
        List<CompletableFuture<Boolean>> ends = new ArrayList<>();
        Stores.together(
                runs,
                () -> {
                    for (long id = 1; id <= 6; id++) {
                        ends.add(runs.finish(end(id)));
                    }
                });
        for (int i = 0; i < 6; i++) {
            assertEquals(i % 2 == 0, ends.get(i).join(), "run " + (i + 1));
        }
        assertEquals(List.of(2L, 4L, 6L), open(others));
    }

    @Test
    void whatIsLeftIsClaimedInOrderByWhoCanRunIt() {
        runs.insert(run(1, "a.b", 3)).join();
        runs.insert(run(2, "a.b", 2)).join();
        runs.insert(run(3, "c.d", 1)).join();
        runs.insert(run(4, "a.b", 99)).join();
        runs.insert(run(5, "a.b", 4)).join();
        runs.retry(new AttemptEnd(5, 1, "failed", true, 4, "acme 2.0.0 cd", 2, 3, null, null))
                .join();
        assertEquals(5, one.give(List.of(1L, 2L, 3L, 4L, 5L)).join());
        assertEquals(List.of(), open(runs));
        assertEquals(Map.of(2L, 2L), claimed(two, 1));
        assertEquals(Map.of(1L, 3L), claimed(two, 10));
        assertEquals(List.of(2L, 1L), open(others));
        assertEquals(0, one.give(List.of(1L)).join(), "it is another's");
        assertFalse(one.take(1).join());
        assertTrue(one.take(3).join());
        assertFalse(one.take(3).join(), "it has it");
        assertEquals(List.of(1L), one.gone(List.of(1L, 3L, 77L)));
    }

    @Test
    void aRunThatNobodyHasIsChangedAsItWasRead() throws Exception {
        runs.insert(run(1)).join();
        StoredRun read = runs.find(1).orElseThrow();
        assertEquals("one", two.holder(1).orElseThrow().name());
        assertFalse(two.changeLeft(read, LANE, 1, "{\"n\":1}", null).join());
        one.give(List.of(1L)).join();
        assertTrue(two.holder(1).isEmpty());
        assertTrue(two.changeLeft(read, LANE, 1, "{\"n\":1}", null).join());
        assertFalse(one.changeLeft(read, LANE, 1, "{\"n\":2}", null).join());
        assertEquals("{\"n\":1}", runs.find(1).orElseThrow().params());
        assertTrue(one.take(1).join());
        expire("one");
        two.beat(IDLE).join();
        assertTrue(two.holder(1).isEmpty());
        read = runs.find(1).orElseThrow();
        assertTrue(two.changeLeft(read, LANE, 1, "{\"n\":3}", null).join());
    }

    @Test
    void eachLaneGetsAShareOfAClaim() {
        List<Long> ids = new ArrayList<>();
        for (long id = 1; id <= 20; id++) {
            ids.add(id);
            runs.insert(run(id)).join();
        }
        NewRun other =
                new NewRun(21, "a.b", "acme", 9, "{}", null, null, null, 0, SlaClass.BRONZE, -7);
        runs.insert(other).join();
        ids.add(21L);
        one.give(ids).join();
        List<ClaimedRun> taken = two.claim(claim(4)).join();
        assertEquals(List.of(1L, 2L, 21L), taken.stream().map(ClaimedRun::id).toList());
        assertEquals(other.lane(), taken.getLast().lane());
    }

    @Test
    void twoWhoClaimAtOnceGetDifferentRuns() {
        List<Long> ids = new ArrayList<>();
        for (long id = 1; id <= 300; id++) {
            ids.add(id);
            runs.insert(run(id)).join();
        }
        one.give(ids).join();
        Set<Long> taken = new HashSet<>();
        while (taken.size() < 300) {
            CompletableFuture<List<ClaimedRun>> mine = one.claim(claim(20));
            CompletableFuture<List<ClaimedRun>> theirs = two.claim(claim(20));
            for (ClaimedRun run : mine.join()) {
                assertTrue(taken.add(run.id()));
            }
            for (ClaimedRun run : theirs.join()) {
                assertTrue(taken.add(run.id()));
            }
        }
        assertEquals(300, open(runs).size() + open(others).size());
    }

    @Test
    void oneFireTimeIsServedOnceWhoeverFires() throws Exception {
        SqlScheduleStore schedules = new SqlScheduleStore(first);
        SqlScheduleStore theirs = new SqlScheduleStore(second);
        schedules.put(new StoredSchedule("s", "{}", 1, 1, 100, 0, 0), 0).join();
        for (long fire = 100; fire < 150; fire++) {
            ScheduleStore.Seen seen =
                    new ScheduleStore.Seen(
                            "s", 1, fire, schedules.find("s").orElseThrow().lastRun());
            CompletableFuture<Long> mine =
                    schedules.fire(seen, fire + 1, fire, null, run(2 * fire));
            CompletableFuture<Long> other =
                    theirs.fire(seen, fire + 1, fire, null, run(2 * fire + 1));
            assertTrue(mine.join() < 0 ^ other.join() < 0, "one of them, at " + fire);
        }
        assertEquals("50", PostgresServer.execute(address, "SELECT count(*) FROM run").getFirst());
    }

    @Test
    void ofTwoNodesThatPlaceARunOfOneKeyOneIsSlower() throws Exception {
        JoinStore mine = new SqlJoinStore(first);
        JoinStore theirs = new SqlJoinStore(second);
        for (int i = 1; i <= 50; i++) {
            StoredJoin key = new StoredJoin("singleton", "default", "a.b", "k" + i);
            OptionalLong none = OptionalLong.empty();
            CompletableFuture<Long> one = mine.place(run(2 * i), key, none, 0, null);
            CompletableFuture<Long> other = theirs.place(run(2 * i + 1), key, none, 0, null);
            assertTrue(one.join() == 0 ^ other.join() == 0, "one of them, for " + key);
            assertEquals(one.join() + other.join(), mine.find(key).orElseThrow());
        }
        assertEquals("50", PostgresServer.execute(address, "SELECT count(*) FROM run").getFirst());
    }

    @Test
    void nodesHearWhatIsToldAndWhatTheStoreTells() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (NodeStore.Listening ears = two.listen((topic, about) -> heard.add(topic + about))) {
            assertEquals("again", heard.poll(30, TimeUnit.SECONDS));
            one.tell("work", "1");
            assertEquals("work1", heard.poll(30, TimeUnit.SECONDS));
            others.insert(run(7)).join();
            runs.cancel(7, "no more").join();
            assertEquals("stop7", heard.poll(30, TimeUnit.SECONDS));
            assertEquals(Map.of(7L, "no more"), two.wishes());
            assertEquals(Map.of(), one.wishes());
            new SqlControlStore(first).pause(new StoredPause("task", "a.b", "", "me", 1)).join();
            assertEquals("pausesa.b", heard.poll(30, TimeUnit.SECONDS));
            QuotaStore quotas = new SqlControlStore(first).quotas();
            quotas.put(new StoredQuota("tenant", "blue", "{}", 1)).join();
            assertEquals("quotasblue", heard.poll(30, TimeUnit.SECONDS));
            quotas.delete("tenant", "blue", 1).join();
            assertEquals("quotasblue", heard.poll(30, TimeUnit.SECONDS));
            fires(heard);
        }
        others.finish(end(7)).join();
        assertEquals(List.of(7L), one.finished(List.of(7L, 8L)));
    }

    /** Of those fires only that beside the plan is told. */
    private void fires(BlockingQueue<String> heard) throws InterruptedException {
        ScheduleStore schedules = new SqlScheduleStore(first);
        schedules.put(new StoredSchedule("s", "{}", 1, 1, 100, 0, 0), 0).join();
        assertEquals("schedules", heard.poll(30, TimeUnit.SECONDS));
        ScheduleStore.Seen seen = new ScheduleStore.Seen("s", 1, 100, 0);
        schedules.fire(seen, 200, 100, null, run(8)).join();
        seen = new ScheduleStore.Seen("s", 1, 200, 8);
        schedules.fire(seen, 200, 150, null, run(9)).join();
        assertEquals("schedules", heard.poll(30, TimeUnit.SECONDS));
        one.tell("told", "last");
        assertEquals("toldlast", heard.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void whoOnlyTakesInLeavesAllToOthers() throws Exception {
        Database intake =
                Stores.open(new PostgresDialect(address, "door", true, Path.of("nowhere")));
        SqlRunStore door = new SqlRunStore(intake);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (NodeStore.Listening ears = two.listen((topic, about) -> heard.add(topic + about))) {
            assertEquals(NodeStore.AGAIN, heard.poll(30, TimeUnit.SECONDS));
            door.insert(run(1)).join();
            assertEquals(NodeStore.WORK + "1", heard.poll(30, TimeUnit.SECONDS));
            door.insert(RunRows.keyed(2, "k")).join();
            assertEquals(NodeStore.WORK + "2", heard.poll(30, TimeUnit.SECONDS));
        }
        assertEquals(Map.of(1L, 1L, 2L, 1L), claimed(two, 10));
        intake.close();
    }

    @Test
    void runsThatAreNamedAreClaimedIfNobodyHasThemAndTheyCanRun() {
        for (long id = 1; id <= 4; id++) {
            runs.insert(run(id)).join();
        }
        runs.insert(run(5, "c.d", 1)).join();
        runs.insert(run(6, "a.b", 11)).join();
        one.give(List.of(1L, 2L, 3L, 5L, 6L)).join();
        NodeClaim named =
                new NodeClaim(
                        List.of("a.b"), List.of(REVISION), 10, 9, List.of(3L, 2L, 4L, 5L, 6L, 7L));
        assertEquals(
                List.of(2L, 3L), two.claim(named).join().stream().map(ClaimedRun::id).toList());
        assertEquals(Map.of(1L, 1L), claimed(two, 10));
    }

    @Test
    void aClaimBringsTheRowsUnlessTheyAreLarge() {
        String large = "{\"text\":\"" + "x".repeat(8192) + "\"}";
        runs.insert(run(1)).join();
        runs.insert(new NewRun(2, "a.b", "default", 1, large, null, null, null)).join();
        one.give(List.of(1L, 2L)).join();
        List<ClaimedRun> taken = two.claim(claim(10)).join();
        assertEquals(others.find(1).orElseThrow(), taken.getFirst().row());
        assertNull(taken.getLast().row());
        assertEquals(2, taken.getLast().id());
    }
}
