package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.Child;
import dev.gantry.api.task.ChildFailure;
import dev.gantry.api.task.ChildOptions;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.Deadline;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.StoredRun;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

@Timeout(60)
class ChildrenTest {
    private static final RetryPolicy TWO = new RetryPolicy(2, Duration.ZERO, Duration.ZERO);
    private static final EngineSettings TWO_SLOTS =
            new EngineSettings(
                    2, 100_000, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ZERO);

    @TempDir Path folder;
    private EngineFixture gantry;
    private final Semaphore hold = new Semaphore(0);
    private final AtomicInteger begun = new AtomicInteger();

    record Sum(int value) {}

    private void start(EngineSettings settings) {
        gantry = new EngineFixture(folder, settings).start();
        gantry.catalog.offer(
                "child.held",
                () ->
                        (Task<JsonNode, Sum>)
                                (input, context) -> {
                                    begun.incrementAndGet();
                                    hold.acquire();
                                    return new Sum(input.path("n").asInt());
                                },
                null,
                RetryPolicy.NONE);
        gantry.offer("child.quick", (input, context) -> new Sum(input.path("n").asInt()));
        gantry.offer(
                "child.broken",
                (input, context) -> {
                    throw new IOException("disk is away");
                });
    }

    @AfterEach
    void stop() throws Exception {
        hold.release(1000);
        gantry.close();
    }

    private void parent(Task<JsonNode, ?> task) {
        gantry.catalog.offer("parent", () -> task, null, TWO);
    }

    private List<Run> children(String parent) {
        return gantry.engine
                .list(
                        new RunQuery(
                                null,
                                null,
                                null,
                                null,
                                null,
                                Map.of(),
                                100,
                                null,
                                RunQuery.Only.ANY,
                                null,
                                null,
                                parent))
                .items();
    }

    private static Child held(TaskContext context, String name)
            throws TaskFailure, InterruptedException {
        return context.child(name, "child.held", Map.of("n", 7));
    }

    @Test
    void aChildsResultComesBackAndAllIsInherited() throws Exception {
        start(EngineFixture.SETTINGS);
        AtomicReference<String> span = new AtomicReference<>();
        parent(
                (input, context) -> {
                    span.set(context.trace().spanId());
                    return context.child("sum", "child.quick", Map.of("n", 5)).await(Sum.class);
                });
        RunRequest request =
                new RunRequest(
                        "parent",
                        "{}",
                        Map.of("team", "blue"),
                        "acme",
                        SlaClass.GOLD,
                        9,
                        Duration.ZERO,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "manual",
                        new Deadline.Within(Duration.ofHours(1)),
                        null);
        String id = gantry.submit(request);
        Run parent = gantry.finished(id);
        assertEquals("{\"value\":5}", parent.output());
        Run child = children(id).getFirst();
        assertEquals(id, child.parent());
        assertEquals("parent", child.trigger());
        assertEquals("acme", child.tenant());
        assertEquals(SlaClass.GOLD, child.sla());
        assertEquals(9, child.priority());
        assertEquals(Map.of("team", "blue", "gantry.child", "sum"), child.labels());
        assertEquals(parent.deadline(), child.deadline());
        assertEquals(parent.traceId(), child.traceId());
        RunSpec spec =
                RunSpec.parse(
                        new RowCodec().mapper(),
                        gantry.stored().find(RunIds.parse(child.id())).orElseThrow().spec());
        assertEquals(span.get(), Trace.parentSpan(spec));
    }

    @Test
    void aChildCanHaveItsOwn() throws Exception {
        start(EngineFixture.SETTINGS);
        parent(
                (input, context) -> {
                    ChildOptions own =
                            ChildOptions.INHERITED
                                    .priority(-3)
                                    .sla(ChildOptions.Sla.BRONZE)
                                    .label("step", "1")
                                    .deadline(Duration.ofMinutes(1));
                    context.child("sum", "child.quick", Map.of("n", 5), own).await();
                    return null;
                });
        String id = gantry.submit("parent");
        gantry.finished(id);
        Run child = children(id).getFirst();
        assertEquals(-3, child.priority());
        assertEquals(SlaClass.BRONZE, child.sla());
        assertEquals("1", child.labels().get("step"));
        assertEquals(gantry.clock.instant().plusSeconds(60), child.deadline());
    }

    @Test
    void theNextAttemptFindsTheSameChild() throws Exception {
        start(EngineFixture.SETTINGS);
        parent(
                (input, context) -> {
                    Child child =
                            context.child("sum", "child.quick", Map.of("n", context.attempt()));
                    Sum sum = child.await(Sum.class);
                    if (context.attempt() == 1) {
                        throw new IOException("after the child");
                    }
                    return sum;
                });
        String id = gantry.submit("parent");
        assertEquals("{\"value\":1}", gantry.finished(id).output());
        assertEquals(1, children(id).size());
    }

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
        assertEquals(1, gantry.engine.dispatcher().free(), "only the child has one");
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
                new RunRequest(
                        "parent",
                        "{}",
                        Map.of(),
                        "default",
                        SlaClass.SILVER,
                        0,
                        Duration.ZERO,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "manual",
                        null,
                        null,
                        new Concurrency("account-7", 1));
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
    void aFailedChildFailsItsParentForGood() throws Exception {
        start(EngineFixture.SETTINGS);
        parent(
                (input, context) -> {
                    context.awaitAll(
                            List.of(
                                    context.child("a", "child.broken", Map.of()),
                                    context.child("b", "child.broken", Map.of())));
                    return null;
                });
        Run parent = gantry.finished(gantry.submit("parent"));
        assertEquals(RunResult.FAILURE, parent.result());
        assertEquals(1, parent.attempt());
        assertEquals(ChildFailure.class.getName(), parent.error().type());
        assertTrue(
                parent.error()
                        .message()
                        .contains("ended as failure: java.io.IOException: disk is away"),
                parent.error().message());
        assertTrue(parent.error().message().contains("child a"), parent.error().message());
        assertTrue(parent.error().message().contains("child b"), parent.error().message());
    }

    @Test
    void aTaskCanGoOnWithoutAChildThatFailed() throws Exception {
        start(EngineFixture.SETTINGS);
        parent(
                (input, context) -> {
                    Child broken = context.child("a", "child.broken", Map.of());
                    ChildFailure failure = assertThrows(ChildFailure.class, broken::await);
                    assertEquals("java.io.IOException", failure.errorType());
                    assertEquals("failure", failure.result());
                    assertEquals(broken.runId(), failure.runId());
                    return context.child("b", "child.quick", Map.of("n", 3)).await(Sum.class);
                });
        assertEquals("{\"value\":3}", gantry.finished(gantry.submit("parent")).output());
    }

    @Test
    void refusesWhatCannotBeAChild() throws Exception {
        start(EngineFixture.SETTINGS);
        parent(
                (input, context) -> {
                    for (String name : new String[] {"", "x".repeat(101)}) {
                        assertTrue(refused(context, name, "child.quick", Map.of()).permanent());
                    }
                    assertTrue(
                            refused(context, "bad", "child.quick", Map.of("bad", 1))
                                    .getMessage()
                                    .contains("/bad"));
                    assertTrue(refused(context, "none", "no.such", Map.of()).permanent());
                    context.child("a", "child.quick", Map.of("n", 1));
                    assertTrue(
                            refused(context, "a", "child.broken", Map.of())
                                    .getMessage()
                                    .contains("another name"));
                    return null;
                });
        Run parent = gantry.finished(gantry.submit("parent"));
        assertEquals(RunResult.SUCCESS, parent.result(), String.valueOf(parent.error()));
    }

    private static TaskFailure refused(
            TaskContext context, String name, String task, Map<String, ?> params) {
        return assertThrows(TaskFailure.class, () -> context.child(name, task, params));
    }

    @Test
    void runsAreNotNestedWithoutEnd() throws Exception {
        start(EngineFixture.SETTINGS);
        parent(
                (input, context) -> {
                    context.child("next", "parent", Map.of()).await();
                    return null;
                });
        String id = gantry.submit("parent");
        Run parent = gantry.finished(id);
        assertEquals(RunResult.FAILURE, parent.result());
        assertTrue(
                parent.error().message().contains("nested 11 deep, of at most 10"),
                parent.error().message());
    }

    @Test
    void childrenAreCancelledWithTheirParentUnlessTheyAreDetached() throws Exception {
        start(EngineFixture.SETTINGS);
        parent(
                (input, context) -> {
                    held(context, "queued");
                    context.child(
                            "free", "child.held", Map.of("n", 1), ChildOptions.INHERITED.detach());
                    held(context, "awaited").await();
                    return null;
                });
        String id = gantry.submit("parent");
        gantry.awaitState(id, RunState.WAITING);
        EngineFixture.await(() -> begun.get() == 3);
        gantry.engine.cancel(id, "ann asked");
        assertEquals(RunResult.CANCELLED, gantry.finished(id).result());
        endChildren(id);
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 63);
        hold.release(1000);
        EngineFixture.await(
                () -> children(id).stream().allMatch(r -> r.state() == RunState.FINISHED));
        for (Run child : children(id)) {
            boolean free = "free".equals(child.labels().get("gantry.child"));
            assertEquals(free ? RunResult.SUCCESS : RunResult.CANCELLED, child.result());
            if (!free) {
                assertEquals("its parent, run " + id + ", is over", child.reason());
            }
        }
    }

    /** Lets time pass until all that shall be cancelled is. */
    private void endChildren(String id) {
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofSeconds(1));
                    return children(id).stream()
                            .allMatch(
                                    child ->
                                            child.state() == RunState.FINISHED
                                                    || "free"
                                                            .equals(
                                                                    child.labels()
                                                                            .get("gantry.child")));
                });
    }

    @Test
    void terminateOfAWaitingParentTakesItsChildrenAlongAndNoSlot() throws Exception {
        start(TWO_SLOTS);
        parent(
                (input, context) -> {
                    held(context, "slow").await();
                    return null;
                });
        String id = gantry.submit("parent");
        gantry.awaitState(id, RunState.WAITING);
        assertEquals(RunResult.CANCELLED, gantry.control().terminate(id, "must go").result());
        endChildren(id);
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 2);
        EngineFixture.await(() -> gantry.catalog.leases() == 0);
        assertEquals(2, gantry.engine.dispatcher().free());
        assertEquals(0, gantry.engine.resting());
    }

    @Test
    void aWaitingParentTimesOutAndItsNextAttemptFindsTheChild() throws Exception {
        start(EngineFixture.SETTINGS);
        gantry.catalog.offer(
                "parent",
                () ->
                        (Task<JsonNode, Sum>)
                                (input, context) -> held(context, "slow").await(Sum.class),
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

    @Test
    void aChildWhoseParentEndedBeforeACrashIsNotRun() throws Exception {
        start(TWO_SLOTS);
        parent(
                (input, context) -> {
                    context.child(
                            "later",
                            "child.quick",
                            Map.of("n", 1),
                            ChildOptions.INHERITED.delay(Duration.ofHours(1)));
                    held(context, "slow").await();
                    return null;
                });
        String id = gantry.submit("parent");
        gantry.awaitState(id, RunState.WAITING);
        long number = RunIds.parse(id);
        gantry.close();
        gantry.reopen();
        gantry.stored()
                .finish(
                        new dev.gantry.spi.store.RunEnd(
                                number,
                                "failure",
                                1,
                                RowCodec.revision(FakeCatalog.REVISION),
                                1,
                                2,
                                null,
                                null,
                                null))
                .join();
        gantry.start();
        gantry.clock.advance(Duration.ofHours(1));
        EngineFixture.await(
                () -> children(id).stream().allMatch(r -> r.state() == RunState.FINISHED));
        for (Run child : children(id)) {
            assertEquals(RunResult.CANCELLED, child.result());
            assertEquals("its parent, run " + id + ", is over", child.reason());
        }
    }

    /** A parent with a child that runs, which a crash cut off before its start was on record. */
    private String cutOff() throws Exception {
        start(TWO_SLOTS);
        parent((input, context) -> held(context, "slow").await(Sum.class));
        String id = gantry.submit("parent");
        gantry.awaitState(id, RunState.WAITING);
        gantry.restart();
        StoredRun parent = gantry.stored().find(RunIds.parse(id)).orElseThrow();
        assertEquals(0, parent.started());
        assertNull(parent.plugin());
        return id;
    }

    private void childIsCancelledWithTheParent(String id) {
        endChildren(id);
        Run child = children(id).getFirst();
        assertEquals(RunResult.CANCELLED, child.result());
        assertEquals("its parent, run " + id + ", is over", child.reason());
    }

    @Test
    void aParentThatIsNotStartedAgainAfterACrashTakesItsChildrenAlong() throws Exception {
        String id = cutOff();
        gantry.catalog.withdraw("parent");
        gantry.start();
        gantry.awaitState(id, RunState.BLOCKED);
        assertEquals(RunResult.CANCELLED, gantry.engine.cancel(id, "ann asked").result());
        childIsCancelledWithTheParent(id);
    }

    @Test
    void aParentThatAsksForNoChildAgainAfterACrashTakesItAlong() throws Exception {
        String id = cutOff();
        gantry.catalog.died.put(id, FakeCatalog.REVISION);
        parent((input, context) -> null);
        gantry.start();
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        childIsCancelledWithTheParent(id);
    }

    @Test
    void anAttemptThatIsOverStartsNoChild() throws Exception {
        start(EngineFixture.SETTINGS);
        AtomicReference<Throwable> late = new AtomicReference<>();
        Semaphore release = new Semaphore(0);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        parent(
                (input, context) -> {
                    running.countDown();
                    release.acquireUninterruptibly();
                    try {
                        context.child("late", "child.quick", Map.of("n", 1));
                    } catch (RuntimeException e) {
                        late.set(e);
                    }
                    done.countDown();
                    return null;
                });
        String id = gantry.submit("parent");
        running.await();
        gantry.control().terminate(id, "must go");
        release.release();
        done.await();
        assertTrue(late.get() instanceof dev.gantry.api.context.CancelledException);
        assertTrue(children(id).isEmpty());
    }
}
