package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gantry.api.task.ChildOptions;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.StoredRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Map;

/** What becomes of children whose parent is over. */
@Timeout(60)
class EndedParentTest extends ChildrenFixture {
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
}
