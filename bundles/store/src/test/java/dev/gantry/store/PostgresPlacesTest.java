package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Places of concurrency keys that two nodes have together. */
class PostgresPlacesTest extends NodesFixture {
    private static final long TICKET = 1;
    private static final Concurrency ALONE = new Concurrency("db1", 1);
    private static final Concurrency THREE = new Concurrency("db1", 3);

    PostgresPlacesTest(PostgresServer server) {
        super(server);
    }

    private static boolean take(NodeStore node, long run, Concurrency key) {
        return node.takePlace(run, TICKET, "default", key).join();
    }

    private static void give(NodeStore node, long run) {
        assertTrue(node.givePlace(run, TICKET).join());
    }

    @Test
    void aPlaceIsTakenOnceOnBothAndInTurn() {
        assertTrue(take(one, 1, ALONE));
        assertTrue(take(one, 1, ALONE), "it has it");
        assertFalse(take(two, 2, ALONE));
        assertFalse(take(one, 3, ALONE));
        assertTrue(two.takePlace(4, TICKET, "blue", ALONE).join(), "another tenant's key");
        assertTrue(take(two, 5, new Concurrency("db2", 1)));
        give(one, 1);
        assertFalse(take(one, 3, ALONE), "2 asked before");
        assertTrue(take(two, 2, ALONE));
        give(two, 2);
        assertTrue(take(one, 3, ALONE));
        assertFalse(one.givePlace(2, TICKET).join(), "that is given back");
    }

    @Test
    void aRunOfASmallerLimitHasItsTurnAmongOthers() {
        assertTrue(take(one, 1, THREE));
        assertTrue(take(two, 2, THREE));
        assertFalse(take(two, 3, ALONE));
        assertFalse(take(one, 4, THREE), "as 3 waits");
        give(one, 1);
        assertFalse(take(one, 4, THREE));
        give(two, 2);
        assertTrue(take(two, 3, ALONE));
        assertTrue(take(one, 4, THREE), "beside 3, whose limit held while it waited");
        assertTrue(take(one, 5, THREE));
        assertFalse(take(two, 6, THREE));
    }

    @Test
    void whoIsTheFirstInLineIsTold() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (NodeStore.Listening ears = two.listen((topic, about) -> heard.add(topic + about))) {
            assertEquals("again", heard.poll(30, TimeUnit.SECONDS));
            assertTrue(take(one, 1, ALONE));
            assertFalse(take(two, 2, ALONE));
            assertFalse(take(one, 3, ALONE));
            give(one, 3);
            give(one, 1);
            assertEquals("place2", heard.poll(30, TimeUnit.SECONDS));
            assertTrue(take(two, 2, ALONE));
            give(two, 2);
            one.tell("told", "last");
            assertEquals("toldlast", heard.poll(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatIsGivenBackLateIsNotTheNextOne() {
        assertTrue(take(one, 1, ALONE));
        assertTrue(one.takePlace(1, 2, "default", ALONE).join(), "in its next attempt");
        assertFalse(one.givePlace(1, TICKET).join(), "the first is over");
        assertFalse(take(two, 2, ALONE));
        assertTrue(one.givePlace(1, 2).join());
        assertTrue(take(two, 2, ALONE));
    }

    @Test
    void whoDoesNotAskAnyMoreIsPassed() throws Exception {
        assertTrue(take(one, 1, ALONE));
        assertFalse(take(two, 2, ALONE));
        give(one, 1);
        assertFalse(take(one, 3, ALONE));
        long begun = System.nanoTime();
        Waiting.until(() -> take(one, 3, ALONE));
        assertTrue(System.nanoTime() - begun > 1_500_000_000L, "too soon");
    }

    @Test
    void placesOfANodeThatIsGoneAreFree() throws Exception {
        one.beat(IDLE).join();
        assertTrue(take(one, 1, ALONE));
        assertFalse(take(two, 2, ALONE));
        one.leave().join();
        assertTrue(take(two, 2, ALONE));
        two.leave().join();
        second.close();
        second = Stores.postgres(address, "two");
        two = second.dialect().nodes(second);
        assertTrue(take(two, 3, ALONE), "it was another life of the same node");
    }

    @Test
    void neverMoreThanTheLimitHaveAPlaceAtOneTime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                NodeStore node = caller % 2 == 0 ? one : two;
                long run = caller + 1;
                all.add(callers.submit(() -> often(node, run, inside, most)));
            }
            for (Future<Integer> caller : all) {
                assertEquals(20, caller.get());
            }
        }
        assertTrue(most.get() <= 2, most + " at one time");
    }

    private static int often(NodeStore node, long run, AtomicInteger inside, AtomicInteger most) {
        Concurrency two = new Concurrency("db1", 2);
        int had = 0;
        while (had < 20) {
            Waiting.until(() -> take(node, run, two));
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            assertFalse(node.givePlace(1000 + run, TICKET).join(), "which takes a while");
            had++;
            inside.decrementAndGet();
            give(node, run);
        }
        return had;
    }
}
