package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.NodeBeat;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** Two nodes on one schema: how long one is there for the other. */
class PostgresLeasesTest extends NodesFixture {
    PostgresLeasesTest(PostgresServer server) {
        super(server);
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
