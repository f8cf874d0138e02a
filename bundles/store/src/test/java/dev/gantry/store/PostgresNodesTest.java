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
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.NodeClaim;
import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.QuotaStore;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.StoredJoin;
import dev.gantry.spi.store.StoredNode;
import dev.gantry.spi.store.StoredPause;
import dev.gantry.spi.store.StoredQuota;
import dev.gantry.spi.store.StoredRun;
import dev.gantry.spi.store.StoredSchedule;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

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
import java.util.stream.Collectors;

/** Two nodes on one schema: whose runs are whose, and what is refused to whom. */
@Timeout(120)
@ExtendWith(WithPostgres.class)
class PostgresNodesTest {
    private static final NodeStatus IDLE = new NodeStatus(8, 8, 0);
    private static final String REVISION = "acme 1.0.0 ab";
    private static final Lane LANE = new Lane("default", SlaClass.SILVER, 0);

    private final PostgresAddress address;
    private Database first;
    private Database second;
    private NodeStore one;
    private NodeStore two;
    private SqlRunStore runs;
    private SqlRunStore others;

    PostgresNodesTest(PostgresServer server) {
        this.address = server.schema();
    }

    @BeforeEach
    void open() {
        first = Stores.postgres(address, "one");
        second = Stores.postgres(address, "two");
        one = first.dialect().nodes(first);
        two = second.dialect().nodes(second);
        runs = new SqlRunStore(first);
        others = new SqlRunStore(second);
    }

    @AfterEach
    void close() throws InterruptedException {
        first.close();
        second.close();
    }

    private static NewRun run(long id) {
        return run(id, "a.b", 1);
    }

    private static NewRun run(long id, String task, long due) {
        return new NewRun(id, task, "default", due, "{}", null, null, null);
    }

    private static RunEnd end(long id) {
        return new RunEnd(id, "success", 1, REVISION, 2, 3, null, null, null);
    }

    private static NodeClaim claim(int limit) {
        return new NodeClaim(List.of("a.b"), List.of(REVISION), 10, limit, List.of());
    }

    private static Map<Long, Long> claimed(NodeStore node, int limit) {
        return node.claim(claim(limit)).join().stream()
                .collect(Collectors.toMap(ClaimedRun::id, ClaimedRun::due));
    }

    private static List<Long> open(SqlRunStore of) {
        return of.open(LANE, Long.MIN_VALUE, 0, 10, 1000).stream().map(StoredRun::id).toList();
    }

    private void expire(String node) throws Exception {
        PostgresServer.execute(address, "UPDATE node SET until = 1 WHERE name = '" + node + "'");
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
        assertEquals(List.of(1L), one.gone(List.of(1L, 3L, 77L)));
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
        schedules.put(new StoredSchedule("s", "{}", 1, 1, 100, 0, 0)).join();
        for (long fire = 100; fire < 150; fire++) {
            CompletableFuture<Long> mine =
                    schedules.fire("s", fire, fire + 1, fire, null, run(2 * fire));
            CompletableFuture<Long> other =
                    theirs.fire("s", fire, fire + 1, fire, null, run(2 * fire + 1));
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
        }
        others.finish(end(7)).join();
        assertEquals(List.of(7L), one.finished(List.of(7L, 8L)));
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
