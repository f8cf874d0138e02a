package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredRun;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A revision is taken away while runs are on it: they begin again elsewhere, without blame. */
@Timeout(60)
class RevocationTest {
    private static final RevisionRef ONE = FakeCatalog.REVISION;
    private static final RevisionRef TWO = new RevisionRef("acme.test", "2.0.0", "cd".repeat(32));
    private static final String WHY = "acme.test 1.0.0 is quarantined: it hung 3 times";
    private static final RetryPolicy SLOW =
            new RetryPolicy(2, Duration.ofSeconds(10), Duration.ofSeconds(10));

    @TempDir Path folder;
    private EngineFixture gantry;
    private final Semaphore entered = new Semaphore(0);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 64);
        EngineFixture.await(() -> gantry.catalog.leases() == 0);
        gantry.close();
    }

    private void open(UnaryOperator<RunStore> around) {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS, around).start();
    }

    private void open() {
        open(store -> store);
    }

    private void offer(RevisionRef revision, Task<Json, ?> task) {
        gantry.catalog.offer(revision, "a.b", () -> task, null, RetryPolicy.NONE);
    }

    /** A first revision that fails, and is tried again ten seconds later. */
    private void offerFailing() {
        gantry.catalog.offer(
                ONE,
                "a.b",
                () ->
                        (Task<Json, String>)
                                (input, context) -> {
                                    throw new IOException("not yet");
                                },
                null,
                SLOW);
    }

    /** Waits until it is asked to stop. */
    private Task<Json, String> patient() {
        return (input, context) -> {
            CountDownLatch asked = new CountDownLatch(1);
            context.cancellation().onRequest(asked::countDown);
            entered.release();
            asked.await();
            context.cancellation().check();
            return "not reached";
        };
    }

    private void revoke() {
        gantry.catalog.forget(ONE);
        gantry.engine.revoked(ONE, WHY);
    }

    private StoredRun row(String id) {
        return gantry.stored().find(RunIds.parse(id)).orElseThrow();
    }

    private List<Attempt.State> states(String id) {
        return gantry.engine.attempts(id).stream().map(Attempt::state).toList();
    }

    @Test
    void anAttemptIsAskedToStopAndItsRunBeginsAgainOnTheNewOneAtOnce() throws Exception {
        open();
        offer(ONE, patient());
        String id = gantry.submit("a.b");
        entered.acquire();
        offer(TWO, (input, context) -> context.attempt());
        revoke();
        Run run = gantry.finished(id);
        assertEquals(RunResult.SUCCESS, run.result());
        assertEquals("1", run.output(), "the lost attempt was not counted");
        List<Attempt> attempts = gantry.engine.attempts(id);
        assertEquals(List.of(Attempt.State.LOST, Attempt.State.SUCCEEDED), states(id));
        assertEquals(List.of(ONE, TWO), attempts.stream().map(Attempt::plugin).toList());
        assertEquals(WHY, attempts.getFirst().error().message());
        assertEquals("revoked", attempts.getFirst().error().type());
        assertEquals(1, run.attempt());
        assertEquals(List.of(), gantry.catalog.blamed);
    }

    @Test
    void theRowForgetsTheRevisionAndTheAttemptKeepsIt() throws Exception {
        open();
        offer(ONE, patient());
        String id = gantry.submit("a.b");
        entered.acquire();
        gantry.catalog.withdraw("a.b");
        gantry.engine.revoked(ONE, WHY);
        gantry.awaitState(id, RunState.BLOCKED);
        assertNull(row(id).plugin());
        assertEquals(0, row(id).attempt());
        assertEquals(RowCodec.revision(ONE), end(id).plugin());
        gantry.restart();
        assertNull(row(id).plugin());
        offer(TWO, (input, context) -> "anew");
        gantry.start();
        Run run = gantry.finished(id);
        assertEquals("\"anew\"", run.output());
        assertEquals(
                gantry.engine.attempts(id).getFirst().startedAt(),
                run.startedAt(),
                "its first attempt is still known");
    }

    private dev.gantry.spi.store.AttemptEnd end(String id) {
        return gantry.stored().attempts(RunIds.parse(id)).getLast();
    }

    @Test
    void whatFinishesThoughAskedCounts() throws Exception {
        open();
        offer(
                ONE,
                (input, context) -> {
                    CountDownLatch asked = new CountDownLatch(1);
                    context.cancellation().onRequest(asked::countDown);
                    entered.release();
                    asked.await();
                    return "done";
                });
        String id = gantry.submit("a.b");
        entered.acquire();
        offer(TWO, (input, context) -> "again");
        revoke();
        assertEquals("\"done\"", gantry.finished(id).output());
        assertEquals(List.of(Attempt.State.SUCCEEDED), states(id));
    }

    @Test
    void oneThatDoesNotListenIsInterrupted() throws Exception {
        open();
        offer(
                ONE,
                (input, context) -> {
                    entered.release();
                    release.await();
                    return "not reached";
                });
        String id = gantry.submit("a.b");
        entered.acquire();
        offer(TWO, (input, context) -> "anew");
        revoke();
        gantry.clock.advance(Duration.ofSeconds(2));
        assertEquals("\"anew\"", gantry.finished(id).output());
        assertEquals(List.of(Attempt.State.LOST, Attempt.State.SUCCEEDED), states(id));
        assertEquals(List.of(), gantry.catalog.blamed);
    }

    @Test
    void oneThatHangsIsGivenUpAndItsRevisionCharged() throws Exception {
        open();
        offer(
                ONE,
                (input, context) -> {
                    entered.release();
                    while (release.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return "late";
                });
        String id = gantry.submit("a.b");
        entered.acquire();
        offer(TWO, (input, context) -> "anew");
        revoke();
        RunningAttempt hung = gantry.engine.lives().get(RunIds.parse(id)).attempt();
        gantry.clock.advance(Duration.ofSeconds(2));
        EngineFixture.await(() -> hung.limit().interrupted().get());
        gantry.clock.advance(Duration.ofSeconds(10));
        assertEquals("\"anew\"", gantry.finished(id).output());
        assertEquals(List.of(Attempt.State.LOST, Attempt.State.SUCCEEDED), states(id));
        String message = gantry.engine.attempts(id).getFirst().error().message();
        assertTrue(message.startsWith(WHY + "; it did not stop"), message);
        EngineFixture.await(() -> gantry.catalog.blamed.size() == 1);
        String blamed = gantry.catalog.blamed.getFirst();
        assertTrue(blamed.startsWith("HANG: attempt 1 of run " + id + " (task a.b) "), blamed);
        assertTrue(blamed.contains("RevocationTest"), blamed);
    }

    @Test
    void aPhasedTaskRollsBack() throws Exception {
        open();
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        gantry.catalog.offer(
                ONE,
                "a.b",
                () ->
                        new PhasedTask<Json, String, String>() {
                            @Override
                            public String prepare(Json input, TaskContext context) {
                                return "held";
                            }

                            @Override
                            public String execute(Json input, String held, TaskContext context)
                                    throws Exception {
                                return patient().run(input, context);
                            }

                            @Override
                            public void commit(
                                    Json input, String held, String result, TaskContext context) {
                                calls.add("commit");
                            }

                            @Override
                            public void rollback(
                                    Json input, String held, Throwable cause, TaskContext context) {
                                context.cancellation().check();
                                calls.add("rollback " + held);
                            }
                        },
                null,
                RetryPolicy.NONE);
        String id = gantry.submit("a.b");
        entered.acquire();
        offer(TWO, (input, context) -> "anew");
        revoke();
        assertEquals("\"anew\"", gantry.finished(id).output());
        assertEquals(List.of("rollback held"), calls);
        assertEquals(
                List.of("prepare", "execute", "rollback"),
                gantry.engine.attempts(id).getFirst().phases().stream()
                        .map(Attempt.Phase::name)
                        .toList());
    }

    @Test
    void whatWaitsForItsNextAttemptIsFreeInMemoryAndOnDisk() throws Exception {
        open();
        offerFailing();
        String id = gantry.submit("a.b");
        gantry.awaitState(id, RunState.SCHEDULED);
        assertEquals(RowCodec.revision(ONE), row(id).plugin());
        gantry.engine.revoked(ONE, WHY);
        EngineFixture.await(() -> row(id).plugin() == null);
        assertEquals(RowCodec.revision(ONE), end(id).plugin());
        offer(TWO, (input, context) -> context.attempt());
        gantry.clock.advance(Duration.ofSeconds(10));
        Run run = gantry.finished(id);
        assertEquals("2", run.output(), "an attempt that failed by itself is counted");
        assertEquals(TWO, run.plugin());
        assertTrue(gantry.engine.logs(id, 0, 10).isEmpty());
    }

    @Test
    void whatWaitsForItsRevisionToComeBackGoesOnElsewhere() throws Exception {
        open();
        offerFailing();
        String id = gantry.submit("a.b");
        gantry.awaitState(id, RunState.SCHEDULED);
        offer(TWO, (input, context) -> "anew");
        gantry.catalog.away(ONE);
        gantry.clock.advance(Duration.ofSeconds(10));
        gantry.awaitState(id, RunState.BLOCKED);
        gantry.engine.revoked(ONE, WHY);
        assertEquals("\"anew\"", gantry.finished(id).output());
    }

    @Test
    void aRevocationBetweenLeaseAndAttemptIsHeard() throws Exception {
        open();
        offer(ONE, patient());
        gantry.catalog.leased =
                revision -> {
                    gantry.catalog.leased = later -> {};
                    offer(TWO, (input, context) -> "anew");
                    revoke();
                };
        String id = gantry.submit("a.b");
        assertEquals("\"anew\"", gantry.finished(id).output());
        assertEquals(List.of(Attempt.State.LOST, Attempt.State.SUCCEEDED), states(id));
    }

    @Test
    void aRevocationWhileAFailureIsWrittenIsHeard() throws Exception {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>();
        open(
                store ->
                        TroubledStore.around(
                                store,
                                "retry",
                                (its, end) -> {
                                    meanwhile.getAndSet(() -> {}).run();
                                    return null;
                                }));
        offerFailing();
        meanwhile.set(this::revoke);
        String id = gantry.submit("a.b");
        gantry.awaitState(id, RunState.SCHEDULED);
        assertNull(gantry.run(id).plugin());
        EngineFixture.await(() -> row(id).plugin() == null);
        assertEquals(1, row(id).attempt());
        assertEquals(RowCodec.revision(ONE), end(id).plugin());
    }

    @Test
    void aCancelledRunDoesNotBeginAgain() throws Exception {
        open();
        offer(
                ONE,
                (input, context) -> {
                    entered.release();
                    release.await();
                    throw new IOException("ended");
                });
        String id = gantry.submit("a.b");
        entered.acquire();
        revoke();
        assertEquals(RunState.CANCELLING, gantry.engine.cancel(id, "no need").state());
        release.countDown();
        Run run = gantry.finished(id);
        assertEquals(RunResult.CANCELLED, run.result());
        assertEquals("no need", run.reason());
        assertEquals(List.of(Attempt.State.LOST), states(id));
    }

    @Test
    void othersAreLeftAlone() throws Exception {
        open();
        offer(
                ONE,
                (input, context) -> {
                    entered.release();
                    release.await();
                    return context.cancellation().requested();
                });
        String id = gantry.submit("a.b");
        entered.acquire();
        gantry.engine.revoked(TWO, WHY);
        assertFalse(gantry.engine.lives().get(RunIds.parse(id)).attempt().signal().requested());
        release.countDown();
        assertEquals("false", gantry.finished(id).output());
    }
}
