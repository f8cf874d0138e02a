package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(120)
class BulkheadTest {
    private static final String PLUGIN = FakeCatalog.REVISION.plugin();
    private static final RevisionRef OTHER = new RevisionRef("other", "1.0.0", "cd".repeat(32));

    @TempDir Path folder;
    private EngineFixture gantry;
    private final Semaphore go = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    private void open(int slots, int limit) {
        gantry =
                new EngineFixture(
                        folder,
                        new EngineSettings(
                                slots,
                                1_000_000,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(10)));
        gantry.catalog.limits.put(PLUGIN, limit);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    order.add(context.runId());
                    go.acquire();
                    running.decrementAndGet();
                    return null;
                });
        gantry.offer("other.task", (input, context) -> null);
        gantry.catalog.by(OTHER, "other.task");
        gantry.start();
    }

    @AfterEach
    void stop() throws Exception {
        go.release(1_000_000);
        gantry.close();
    }

    private void limit(int attempts) {
        gantry.catalog.limits.put(PLUGIN, attempts);
        gantry.engine.changed(Kind.TASK, "a.b");
    }

    private List<String> submit(int runs) {
        return gantry.submit(runs, RunRequest.of("a.b", "{}"));
    }

    private static RunRequest request(SlaClass sla, int priority) {
        return RequestFixture.request("a.b").sla(sla).priority(priority).make();
    }

    private void awaitRunning(int attempts) {
        EngineFixture.await(() -> running.get() == attempts);
    }

    @Test
    void runsBeyondTheLimitWaitWithoutSlots() throws Exception {
        open(4, 2);
        List<String> ids = submit(6);
        awaitRunning(2);
        Run waiting = gantry.run(ids.get(5));
        assertEquals(RunState.QUEUED, waiting.state());
        assertEquals("plugin acme.test is at its limit of 2 attempts", waiting.reason());
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 2);
        assertEquals(4, gantry.engine.backlog().bulkheads().waiting());
        for (int i = 0; i < 10; i++) {
            String other = gantry.submit("other.task");
            assertEquals(RunResult.SUCCESS, gantry.finished(other).result());
            assertNull(gantry.run(other).reason());
        }
        assertEquals(2, running.get());
        go.release(6);
        for (String id : ids) {
            assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        }
        assertEquals(2, most.get());
        assertNull(gantry.run(ids.get(5)).reason());
        assertEquals(ids, order.stream().sorted().toList());
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 4);
    }

    @Test
    void theLimitCountsAllRevisionsTogether() throws Exception {
        open(8, 2);
        submit(1);
        awaitRunning(1);
        gantry.catalog.by(new RevisionRef(PLUGIN, "2.0.0", "ef".repeat(32)), "a.b");
        gantry.engine.changed(Kind.TASK, "a.b");
        List<String> ids = submit(3);
        awaitRunning(2);
        assertEquals("2.0.0", gantry.run(order.get(1)).plugin().version());
        go.release(4);
        for (String id : ids) {
            gantry.finished(id);
        }
        assertEquals(2, most.get());
    }

    @Test
    void aLimitIsRaisedLoweredAndRemovedWhileRunsWait() {
        open(64, 1);
        submit(40);
        awaitRunning(1);
        limit(3);
        awaitRunning(3);
        limit(2);
        go.release(1);
        EngineFixture.await(() -> order.size() == 3 && running.get() == 2);
        go.release(1);
        EngineFixture.await(() -> order.size() == 4);
        assertEquals(2, running.get());
        limit(0);
        awaitRunning(38);
        assertEquals(0, gantry.engine.backlog().bulkheads().waiting());
    }

    @Test
    void aLimitThatComesLaterCountsWhatRunsAlready() {
        open(64, 0);
        submit(5);
        awaitRunning(5);
        limit(4);
        EngineFixture.await(
                () -> gantry.engine.backlog().bulkheads().reason("a.b", "default", null) != null);
        submit(3);
        go.release(1);
        EngineFixture.await(() -> running.get() == 4);
        assertEquals(5, order.size());
        go.release(1);
        EngineFixture.await(() -> order.size() == 6);
        assertEquals(4, running.get());
    }

    @Test
    void theBestOfThoseThatWaitGoesFirst() throws Exception {
        open(8, 1);
        submit(1);
        awaitRunning(1);
        String low = gantry.submit(request(SlaClass.SILVER, -5));
        String plain = gantry.submit(request(SlaClass.SILVER, 0));
        String high = gantry.submit(request(SlaClass.SILVER, 50));
        String gold = gantry.submit(request(SlaClass.GOLD, 0));
        String second = gantry.submit(request(SlaClass.SILVER, 0));
        EngineFixture.await(() -> gantry.engine.backlog().bulkheads().waiting() == 5);
        go.release(6);
        gantry.finished(low);
        assertEquals(List.of(gold, high, plain, second, low), order.subList(1, 6));
    }

    @Test
    void aRunThatWaitsIsCancelled() throws Exception {
        open(8, 1);
        List<String> ids = submit(3);
        EngineFixture.await(() -> gantry.engine.backlog().bulkheads().waiting() == 2);
        assertEquals(RunResult.CANCELLED, gantry.engine.cancel(ids.get(1), "no more").result());
        assertEquals(1, gantry.engine.backlog().bulkheads().waiting());
        go.release(2);
        assertEquals(RunResult.SUCCESS, gantry.finished(ids.get(2)).result());
        assertEquals(2, order.size());
    }

    @Test
    void moreRunsThanMemoryHoldsWaitAndDelayNobody() throws Exception {
        open(64, 2);
        int runs = 2 * Backlog.WINDOW + 5000;
        List<String> ids = submit(runs);
        EngineFixture.await(() -> gantry.engine.backlog().bulkheads().waiting() == Backlog.WINDOW);
        EngineFixture.await(() -> gantry.engine.backlog().ready().size() == 0);
        assertTrue(gantry.engine.lives().size() <= Backlog.WINDOW + 2);
        assertEquals(
                "plugin acme.test is at its limit of 2 attempts",
                gantry.run(ids.getLast()).reason());
        assertEquals(RunState.QUEUED, gantry.run(ids.getLast()).state());
        for (int i = 0; i < 10; i++) {
            assertEquals(RunResult.SUCCESS, gantry.finished(gantry.submit("other.task")).result());
        }
        assertEquals(2, most.get());
        limit(60);
        allRunOnce(ids);
        assertTrue(most.get() <= 60, () -> most + " at one time");
    }

    @Test
    void whatWaitedGoesOnAfterARestart() throws Exception {
        open(64, 2);
        int runs = Backlog.WINDOW + 5000;
        List<String> ids = submit(runs);
        awaitRunning(2);
        go.release(2);
        EngineFixture.await(() -> order.size() == 4);
        go.release(2);
        gantry.restart();
        running.set(0);
        String other = gantry.submit("other.task");
        gantry.start();
        assertEquals(RunResult.SUCCESS, gantry.finished(other).result());
        awaitRunning(2);
        assertEquals(2, most.get());
        limit(60);
        allRun(ids, 2); // two may have begun as Gantry stopped, which begin again
        assertTrue(most.get() <= 60, () -> most + " at one time");
    }

    private void allRunOnce(List<String> ids) {
        allRun(ids, 0);
    }

    private void allRun(List<String> ids, int twice) {
        go.release(ids.size());
        EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
        Map<String, Integer> starts = new ConcurrentHashMap<>();
        order.forEach(id -> starts.merge(id, 1, Integer::sum));
        assertEquals(ids.size(), starts.size());
        assertTrue(order.size() <= ids.size() + twice, () -> order.size() + " attempts");
    }
}
