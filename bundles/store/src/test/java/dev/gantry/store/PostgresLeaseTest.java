package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.NodeBeat;
import dev.gantry.spi.store.NodeClaim;
import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.RunEnd;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Two nodes on one schema: whose lease holds, and what becomes of the runs of one without. */
@Timeout(120)
@ExtendWith(WithPostgres.class)
class PostgresLeaseTest {
    private static final NodeStatus IDLE = new NodeStatus(8, 8, 0);
    private static final String REVISION = "acme 1.0.0 ab";

    private final PostgresAddress address;
    private Database first;
    private Database second;
    private NodeStore one;
    private NodeStore two;
    private SqlRunStore runs;
    private SqlRunStore others;

    PostgresLeaseTest(PostgresServer server) {
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
        return new NewRun(id, "a.b", "default", 1, "{}", null, null, null);
    }

    private static RunEnd end(long id) {
        return new RunEnd(id, "success", 1, REVISION, 2, 3, null, null, null);
    }

    private static Map<Long, Long> claimed(NodeStore node, int limit) {
        NodeClaim claim = new NodeClaim(List.of("a.b"), List.of(REVISION), 10, limit, List.of());
        return node.claim(claim).join().stream()
                .collect(Collectors.toMap(ClaimedRun::id, ClaimedRun::due));
    }

    private void expire(String node) throws Exception {
        PostgresServer.execute(address, "UPDATE node SET until = 1 WHERE name = '" + node + "'");
    }

    @Test
    void theRunsOfANodeWithoutALeaseAreForOthers() throws Exception {
        runs.insert(run(1)).join();
        runs.insert(run(2)).join();
        assertFalse(one.beat(IDLE).join().lost());
        two.beat(IDLE).join();
        assertEquals(Map.of(), claimed(two, 10));

        expire("one");
        NodeBeat seen = two.beat(IDLE).join();
        assertFalse(seen.nodes().getFirst().alive());
        assertEquals(Map.of(1L, 1L), claimed(two, 1));

        assertFalse(runs.finish(end(1)).join(), "a late writer is refused");
        assertTrue(runs.finish(end(2)).join(), "nobody else has begun it");
        assertEquals(List.of(1L, 2L), one.gone(List.of(1L, 2L)).stream().sorted().toList());
        assertTrue(one.beat(IDLE).join().lost());
        assertFalse(one.beat(IDLE).join().lost());
        assertTrue(others.finish(end(1)).join());
    }

    @Test
    void whoIsBackFirstAfterAnOutageTakesNothingFromOthers() throws Exception {
        runs.insert(run(1)).join();
        expire("one");
        expire("two");
        assertTrue(two.beat(IDLE).join().nodes().getFirst().alive());
        assertEquals(Map.of(), claimed(two, 10));
        assertFalse(one.beat(IDLE).join().lost());
        assertTrue(runs.finish(end(1)).join());
    }

    @Test
    void aBeatWaitsForNoOtherNode() throws Exception {
        expire("one");
        try (Connection other = address.connect(new Properties());
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("SELECT 1 FROM node WHERE name = 'one' FOR UPDATE");
            assertFalse(two.beat(IDLE).get(30, TimeUnit.SECONDS).lost());
        }
    }

    @Test
    void aLeaseThatIsGivenBackEndsAtOnce() {
        runs.insert(run(1)).join();
        one.beat(IDLE).join();
        one.leave().join();
        assertEquals(Map.of(1L, 1L), claimed(two, 10));
    }

    @Test
    void oneLeadsAndAnotherFollowsIt() throws Exception {
        assertTrue(one.beat(IDLE).join().leading());
        NodeBeat follower = two.beat(IDLE).join();
        assertFalse(follower.leading());
        assertTrue(follower.nodes().getFirst().leader());
        assertTrue(follower.nodes().getFirst().idle());
        PostgresServer.execute(address, "UPDATE leader SET until = 1");
        assertTrue(two.beat(IDLE).join().leading());
        assertFalse(one.beat(IDLE).join().leading());
        assertEquals("2", PostgresServer.execute(address, "SELECT term FROM leader").getFirst());
        two.leave().join();
        assertTrue(one.beat(IDLE).join().leading());
    }
}
