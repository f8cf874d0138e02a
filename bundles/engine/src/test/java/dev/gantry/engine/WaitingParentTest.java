package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.Child;
import dev.gantry.api.task.Task;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** Runs that wait for their children. */
@Timeout(60)
class WaitingParentTest extends ChildrenFixture {
    @Test
    void aChildOutlivesARestartOfItsParentAndIsFound() throws Exception {
        start(EngineFixture.SETTINGS);
        parent((input, context) -> held(context, "slow").await(Sum.class));
        String id = gantry.submit("parent");
        gantry.awaitState(id, RunState.WAITING);
        assertTrue(gantry.run(id).reason().startsWith("waits for child slow (run "));
        EngineFixture.await(() -> begun.get() == 1);
        gantry.restart();
        gantry.start();
        gantry.awaitState(id, RunState.WAITING);
        hold.release(1000);
        Run parent = gantry.finished(id);
        assertEquals("{\"value\":7}", parent.output());
        assertEquals(1, parent.attempt());
        assertEquals(1, children(id).size());
    }

    @Test
    void parentsDoNotStarveTheirChildren() throws Exception {
        start(TWO_SLOTS);
        gantry.catalog.limits.put(FakeCatalog.REVISION.plugin(), 2);
        parent(
                (input, context) -> {
                    List<Child> all =
                            List.of(
                                    context.child("a", "child.quick", Map.of("n", 1)),
                                    context.child("b", "child.quick", Map.of("n", 2)));
                    context.awaitAll(all);
                    return all.getFirst().await(Sum.class);
                });
        List<String> ids = IntStream.range(0, 50).mapToObj(i -> gantry.submit("parent")).toList();
        for (String id : ids) {
            assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        }
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 2);
        assertEquals(0, gantry.engine.resting());
        assertEquals(0, gantry.engine.lives().open().get());
    }

    @Test
    void aParentThatWaitsLeavesItsSlotAndHasItBack() throws Exception {
        start(TWO_SLOTS);
        CountDownLatch after = new CountDownLatch(1);
        Semaphore end = new Semaphore(0);
        parent(
                (input, context) -> {
                    held(context, "slow").await();
                    after.countDown();
                    end.acquire();
                    return null;
                });
        String id = gantry.submit("parent");
        gantry.awaitState(id, RunState.WAITING);
        EngineFixture.await(() -> begun.get() == 1);
        // only the child has one
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 1);
        hold.release(1);
        after.await();
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 1);
        assertEquals(RunState.RUNNING, gantry.run(id).state());
        assertNull(gantry.run(id).reason());
        end.release();
        gantry.finished(id);
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 2);
    }

    @Test
    void aParentThatWaitsKeepsThePlaceOfItsKey() throws Exception {
        start(EngineFixture.SETTINGS);
        parent((input, context) -> held(context, "slow").await(Sum.class));
        RunRequest keyed =
                RequestFixture.request("parent")
                        .make()
                        .withConcurrency(new Concurrency("account-7", 1));
        String first = gantry.submit(keyed);
        gantry.awaitState(first, RunState.WAITING);
        String second = gantry.submit(keyed);
        EngineFixture.await(() -> begun.get() == 1);
        assertEquals(RunState.QUEUED, gantry.run(second).state());
        assertTrue(gantry.run(second).reason().contains("account-7"), gantry.run(second).reason());
        hold.release(1);
        gantry.finished(first);
        gantry.awaitState(second, RunState.WAITING);
        hold.release(1);
        assertEquals(RunResult.SUCCESS, gantry.finished(second).result());
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 64);
    }

    @Test
    void aWaitingParentTimesOutAndItsNextAttemptFindsTheChild() throws Exception {
        start(EngineFixture.SETTINGS);
        gantry.catalog.offer(
                "parent",
                () -> (Task<Json, Sum>) (input, context) -> held(context, "slow").await(Sum.class),
                Duration.ofMinutes(5),
                TWO);
        String id = gantry.submit("parent");
        gantry.awaitState(id, RunState.WAITING);
        gantry.clock.advance(Duration.ofMinutes(5));
        EngineFixture.await(
                () ->
                        gantry.engine.attempts(id).size() == 2
                                && gantry.run(id).state() == RunState.WAITING);
        assertEquals("timeout", gantry.engine.attempts(id).getFirst().error().type());
        assertEquals(Attempt.State.FAILED, gantry.engine.attempts(id).getFirst().state());
        hold.release(1000);
        assertEquals("{\"value\":7}", gantry.finished(id).output());
        assertEquals(1, begun.get());
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 64);
    }

    @Test
    void aWaitForChildrenIsNoSilence() throws Exception {
        start(EngineFixture.SETTINGS);
        gantry.catalog.heartbeats.put("parent", Duration.ofSeconds(30));
        parent((input, context) -> held(context, "slow").await(Sum.class));
        String id = gantry.submit("parent");
        gantry.awaitState(id, RunState.WAITING);
        RunningAttempt attempt = gantry.engine.lives().get(RunIds.parse(id)).attempt();
        gantry.clock.advance(Duration.ofMinutes(5));
        assertTrue(!attempt.silent(gantry.clock.millis()));
        hold.release(1000);
        assertEquals(1, gantry.finished(id).attempt());
    }
}
