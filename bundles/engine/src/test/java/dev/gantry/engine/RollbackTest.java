package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.Deadline;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** What is told when a phase fails, and its rollback too. */
@Timeout(60)
class RollbackTest {
    private static final RetryPolicy THREE = new RetryPolicy(3, Duration.ZERO, Duration.ZERO);

    @TempDir Path folder;
    private EngineFixture gantry;
    private final CountDownLatch rollingBack = new CountDownLatch(1);
    private final Semaphore release = new Semaphore(0);

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
    }

    @AfterEach
    void stop() throws Exception {
        release.release(100);
        gantry.close();
    }

    private interface Step {
        void run(TaskContext context) throws Exception;
    }

    private String submit(Duration timeout, Step execute, Step rollback) {
        gantry.catalog.offer("a.b", () -> new Phased(execute, rollback), timeout, THREE);
        return gantry.submit("a.b");
    }

    private record Phased(Step execute, Step rollback) implements PhasedTask<Json, String, String> {
        @Override
        public String prepare(Json params, TaskContext context) {
            return "held";
        }

        @Override
        public String execute(Json params, String held, TaskContext context) throws Exception {
            execute.run(context);
            return "done";
        }

        @Override
        public void commit(Json params, String held, String result, TaskContext context) {}

        @Override
        public void rollback(Json params, String held, Throwable why, TaskContext context)
                throws Exception {
            rollback.run(context);
        }
    }

    private void stuck(TaskContext context) {
        rollingBack.countDown();
        release.acquireUninterruptibly();
    }

    private Run passTimeUntilOver(String id) {
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofSeconds(5));
                    return gantry.run(id).state() == RunState.FINISHED;
                });
        return gantry.run(id);
    }

    @Test
    void aLongMessageDoesNotHideThatOfRollback() throws Exception {
        String id =
                submit(
                        null,
                        context -> {
                            throw TaskFailure.permanent("x".repeat(10_000));
                        },
                        context -> {
                            throw new IOException("the reservation is gone");
                        });
        String told = gantry.finished(id).error().message();
        assertTrue(told.startsWith("xxx"), told);
        assertTrue(
                told.contains(
                        "…; and rollback failed: java.io.IOException: the reservation is gone"),
                told);
    }

    @Test
    void aRollbackThatDoesNotEndHidesNothingAndBringsNoFurtherAttempt() throws Exception {
        String id =
                submit(
                        null,
                        context -> {
                            throw TaskFailure.permanent("the account is closed");
                        },
                        this::stuck);
        rollingBack.await();
        Run run = passTimeUntilOver(id);
        assertEquals(RunResult.FAILURE, run.result());
        assertEquals(1, run.attempt());
        assertEquals("execute", run.error().phase());
        String told = run.error().message();
        assertTrue(told.startsWith("the account is closed; and rollback failed: timeout: "), told);
        assertTrue(told.contains("rollback took longer than PT1M"), told);
        assertEquals(Attempt.State.ABANDONED, gantry.engine.attempts(id).getFirst().state());
    }

    @Test
    void aTimeoutInAPhaseAndInItsRollbackAreBothTold() throws Exception {
        String id =
                submit(
                        Duration.ofSeconds(10),
                        context -> new Semaphore(0).acquire(),
                        context -> {
                            rollingBack.countDown();
                            new Semaphore(0).acquire();
                        });
        Run run = passTimeUntilOver(id);
        assertEquals(RunResult.TIMEOUT, run.result());
        assertEquals(3, run.attempt());
        String told = run.error().message();
        assertTrue(
                told.startsWith("the attempt took longer than PT10S; and rollback failed: "), told);
    }

    @Test
    void aCancelledRunWhoseRollbackFailsTellsSo() throws Exception {
        CountDownLatch executing = new CountDownLatch(1);
        String id =
                submit(
                        null,
                        context -> {
                            CountDownLatch asked = new CountDownLatch(1);
                            context.cancellation().onRequest(asked::countDown);
                            executing.countDown();
                            asked.await();
                            context.cancellation().check();
                        },
                        context -> {
                            throw new IOException("cannot undo");
                        });
        executing.await();
        gantry.engine.cancel(id, "ann asked");
        Run run = gantry.finished(id);
        assertEquals(RunResult.CANCELLED, run.result());
        assertTrue(
                run.error()
                        .message()
                        .startsWith(
                                "ann asked; and rollback failed: java.io.IOException: cannot undo"),
                run.error().message());
    }

    @Test
    void terminateInTheMidstOfRollbackTellsWhatHadFailed() throws Exception {
        String id =
                submit(
                        null,
                        context -> {
                            throw new IOException("disk is away");
                        },
                        this::stuck);
        rollingBack.await();
        Run run = gantry.control().terminate(id, "enough");
        assertEquals(RunResult.CANCELLED, run.result());
        assertEquals(
                "terminated: enough; its rollback was cut off, after java.io.IOException: disk is"
                        + " away",
                run.error().message());
    }

    /** Waits to be released, and tells what it is asked. */
    private void patient(TaskContext context) throws InterruptedException {
        rollingBack.countDown();
        release.acquire();
        context.cancellation().check();
    }

    private String failsAndRollsBack(Step rollback) throws InterruptedException {
        String id =
                submit(
                        null,
                        context -> {
                            throw new IOException("disk is away");
                        },
                        rollback);
        rollingBack.await();
        return id;
    }

    @Test
    void aCancelLeavesARollbackAloneThatIsUnderWay() throws Exception {
        String id = failsAndRollsBack(this::patient);
        gantry.engine.cancel(id, "ann asked");
        release.release();
        Run run = gantry.finished(id);
        assertEquals(RunResult.CANCELLED, run.result());
        assertEquals(1, run.attempt());
        assertEquals("disk is away", run.error().message());
        assertEquals(Attempt.State.FAILED, gantry.engine.attempts(id).getFirst().state());
    }

    @Test
    void aRevisionThatIsTakenAwayFinishesItsRollback() throws Exception {
        String id = failsAndRollsBack(this::patient);
        gantry.engine.revoked(FakeCatalog.REVISION, "it is quarantined");
        release.release(3);
        assertEquals(RunResult.FAILURE, gantry.finished(id).result());
        Attempt first = gantry.engine.attempts(id).getFirst();
        assertEquals(1, first.number());
        assertEquals("disk is away", first.error().message());
    }

    @Test
    void theDeadlineOfTheRunIsNotThatOfItsRollback() throws Exception {
        List<Instant> told = new ArrayList<>();
        Step asks = context -> told.add(context.deadline().orElseThrow());
        gantry.catalog.offer(
                "a.b",
                () ->
                        new Phased(
                                context -> {
                                    asks.run(context);
                                    throw TaskFailure.permanent("no");
                                },
                                asks));
        Instant now = gantry.clock.instant();
        Deadline soon = new Deadline.Within(Duration.ofSeconds(30));
        gantry.finished(gantry.submit(RequestFixture.request("a.b").deadline(soon).make()));
        assertEquals(List.of(now.plusSeconds(30), now.plusSeconds(60)), told);
    }

    @Test
    void aStopOfGantryDoesNotAskARollback() throws Exception {
        AtomicReference<Boolean> asked = new AtomicReference<>();
        failsAndRollsBack(
                context -> {
                    rollingBack.countDown();
                    try {
                        release.acquire();
                    } catch (InterruptedException e) {
                        asked.set(context.cancellation().requested());
                    }
                });
        gantry.engine.close();
        assertEquals(false, asked.get());
    }
}
