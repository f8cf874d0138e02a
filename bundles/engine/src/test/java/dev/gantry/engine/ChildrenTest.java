package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.Child;
import dev.gantry.api.task.ChildFailure;
import dev.gantry.api.task.ChildOptions;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.run.Deadline;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.SlaClass;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** What runs start as children, and what they have of them. */
@Timeout(60)
class ChildrenTest extends ChildrenFixture {
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
                RequestFixture.request("parent")
                        .label("team", "blue")
                        .tenant("acme")
                        .sla(SlaClass.GOLD)
                        .priority(9)
                        .deadline(new Deadline.Within(Duration.ofHours(1)))
                        .make();
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
