package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.LogLine;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.AttemptEnd;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunLogStore;
import dev.gantry.spi.store.StoredRun;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that is slow, fails for a while, or holds what cannot be read: no run is stranded. */
@Timeout(60)
class StoreTroubleTest {
    private static final RetryPolicy TWO =
            new RetryPolicy(2, Duration.ofSeconds(10), Duration.ofSeconds(10));

    @TempDir Path folder;
    private EngineFixture gantry;

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private void open(String method, TroubledStore.Trouble trouble) {
        gantry = EngineFixture.troubled(folder, method, trouble);
    }

    @Test
    void anEndedAttemptIsListedUntilItIsRecorded() throws Exception {
        CompletableFuture<Void> held = new CompletableFuture<>();
        open("retry", (store, end) -> held.thenCompose(go -> store.retry((AttemptEnd) end)));
        AtomicBoolean ended = new AtomicBoolean();
        gantry.catalog.offer(
                "a.b",
                () ->
                        (dev.gantry.api.task.Task<Json, String>)
                                (input, context) -> {
                                    ended.set(true);
                                    throw new IOException("no");
                                },
                null,
                TWO);
        gantry.start();
        String id = gantry.submit("a.b");
        EngineFixture.await(() -> ended.get() && gantry.engine.running() == 0);
        List<Attempt> unrecorded = gantry.engine.attempts(id);
        assertEquals(1, unrecorded.size());
        assertEquals(Attempt.State.RUNNING, unrecorded.getFirst().state());
        held.complete(null);
        gantry.awaitState(id, RunState.SCHEDULED);
        assertEquals(Attempt.State.FAILED, gantry.engine.attempts(id).getFirst().state());
        assertEquals(1, gantry.engine.attempts(id).size());
    }

    @Test
    void aRunWhoseRetryIsRefusedEnds() throws Exception {
        open(
                "retry",
                (store, end) ->
                        CompletableFuture.failedFuture(
                                new GantryException(GantryException.Code.CONFLICT, "too odd")));
        gantry.catalog.offer(
                "a.b",
                () ->
                        (dev.gantry.api.task.Task<Json, String>)
                                (input, context) -> {
                                    throw new IOException("no");
                                },
                null,
                TWO);
        gantry.start();
        Run run = gantry.finished(gantry.submit("a.b"));
        assertEquals(RunResult.ERROR, run.result());
        assertTrue(run.error().message().contains("too odd"), run.error().message());
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 64);
    }

    @Test
    void whatCouldNotBeReadIsPickedUpLater() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        open(
                "attempts",
                (store, run) -> {
                    if (failures.getAndDecrement() > 0) {
                        throw TroubledStore.away();
                    }
                    return null;
                });
        gantry.offer("a.b", (input, context) -> "done");
        String id = gantry.submit("a.b");
        long number = RunIds.parse(id);
        gantry.stored()
                .started(number, 1, RowCodec.revision(FakeCatalog.REVISION), gantry.clock.millis())
                .join();
        gantry.restart();
        gantry.start();
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
    }

    /** Logs that a test lets refuse. */
    private static RunLogStore refusing(RunLogStore logs, String refused, AtomicInteger failures) {
        return (RunLogStore)
                Proxy.newProxyInstance(
                        RunLogStore.class.getClassLoader(),
                        new Class<?>[] {RunLogStore.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals(refused)
                                    && failures.getAndDecrement() > 0) {
                                throw TroubledStore.away();
                            }
                            try {
                                return method.invoke(logs, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"append", "extent"})
    void aLogThatIsAwayHoldsNoRunAndLosesNoLine(String refused) throws Exception {
        AtomicInteger failures = new AtomicInteger();
        open("none", (store, argument) -> null);
        gantry.aroundLogs = logs -> refusing(logs, refused, failures);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    for (int n = 1; n <= 100; n++) {
                        context.log().info("line {}", n);
                    }
                    return "done";
                });
        String id = gantry.submit("a.b");
        gantry.restart();
        failures.set(3);
        gantry.start();
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        EngineFixture.await(() -> failures.get() < 0);
        EngineFixture.await(() -> gantry.engine.logs(id, 0, 999).size() == 100);
        List<LogLine> lines = gantry.engine.logs(id, 0, 999);
        for (int n = 1; n <= 100; n++) {
            assertEquals(n, lines.get(n - 1).seq());
            assertEquals("line " + n, lines.get(n - 1).message());
        }
    }

    @Test
    void aDatabaseThatIsAwayCostsNoLine() throws Exception {
        AtomicBoolean away = new AtomicBoolean(true);
        open(
                "finish",
                (store, end) ->
                        away.get() ? CompletableFuture.failedFuture(TroubledStore.away()) : null);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    context.log().info("said");
                    return "done";
                });
        gantry.start();
        String id = gantry.submit("a.b");
        EngineFixture.await(() -> gantry.engine.logs(id, 0, 9).size() == 1);
        away.set(false);
        gantry.clock.advance(Duration.ofSeconds(2));
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        assertEquals("said", gantry.engine.logs(id, 0, 9).getFirst().message());
    }

    @Test
    void aRecordThatCannotBeReadEndsAndIsListed() throws Exception {
        open("none", (store, argument) -> null);
        gantry.offer("a.b", (input, context) -> "done");
        NewRun odd =
                new NewRun(77, "a.b", "default", 1, "{}", "{\"sla\":\"platinum\"}", null, null);
        gantry.stored().insert(odd).join();
        gantry.restart();
        gantry.start();
        Run run = gantry.finished(RunIds.text(77));
        assertEquals(RunResult.ERROR, run.result());
        assertTrue(run.error().message().contains("cannot be read"), run.error().message());
        assertEquals(1, list().size());
        assertEquals(RunState.FINISHED, gantry.run(run.id()).state());
    }

    private List<Run> list() {
        return gantry.engine
                .list(new RunQuery(null, null, null, null, null, Map.of(), 10, null))
                .items();
    }

    @Test
    void everySubmitIsAnsweredWhenGantryStops() throws Exception {
        open("none", (store, argument) -> null);
        gantry.offer("a.b", (input, context) -> null);
        gantry.start();
        ConcurrentLinkedQueue<CompletableFuture<?>> answers = new ConcurrentLinkedQueue<>();
        RunEngine engine = gantry.engine;
        CountDownLatch running = new CountDownLatch(4);
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int n = 0; !over.get(); n++) {
                                            answers.add(
                                                    engine.submit(RunRequest.of("a.b", "{}"))
                                                            .toCompletableFuture());
                                            if (n == 200) {
                                                running.countDown();
                                            }
                                        }
                                    }));
        }
        running.await();
        gantry.restart();
        over.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        int accepted = 0;
        for (CompletableFuture<?> answer : answers) {
            try {
                answer.get(10, TimeUnit.SECONDS);
                accepted++;
            } catch (ExecutionException refused) {
                GantryException why = (GantryException) refused.getCause();
                assertTrue(why.retryable(), why.getMessage());
            }
        }
        assertTrue(accepted >= 800);
    }

    @Test
    void aCancelThatMeetsAFailingAttemptIsHeldToWhenTheRunEndsByIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        open(
                "cancel",
                (store, run) -> {
                    asked.countDown();
                    EngineFixture.await(
                            () -> store.find((Long) run).orElseThrow().state() != StoredRun.OPEN);
                    return null;
                });
        gantry.catalog.offer(
                "a.b",
                () ->
                        (dev.gantry.api.task.Task<Json, String>)
                                (input, context) -> {
                                    asked.await();
                                    throw new IOException("no");
                                },
                null,
                TWO);
        gantry.start();
        String id = gantry.submit("a.b");
        gantry.awaitState(id, RunState.RUNNING);
        Run run = gantry.engine.cancel(id, "no need");
        assertEquals(RunResult.CANCELLED, run.result());
        assertEquals(RunResult.CANCELLED, gantry.finished(id).result());
    }

    @Test
    void aCancelThatMeetsASuccessIsTooLate() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        open(
                "cancel",
                (store, run) -> {
                    asked.countDown();
                    EngineFixture.await(
                            () -> store.find((Long) run).orElseThrow().state() != StoredRun.OPEN);
                    return null;
                });
        gantry.offer(
                "a.b",
                (input, context) -> {
                    asked.await();
                    return null;
                });
        gantry.start();
        String id = gantry.submit("a.b");
        gantry.awaitState(id, RunState.RUNNING);
        GantryException late =
                assertThrows(GantryException.class, () -> gantry.engine.cancel(id, "no need"));
        assertEquals(GantryException.Code.CONFLICT, late.code());
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
    }

    @Test
    void aReleaseOfARevisionIsTriedAgain() {
        AtomicInteger writes = new AtomicInteger();
        open("none", (store, argument) -> null);
        Records records =
                new Records(
                        TroubledStore.around(
                                gantry.stored(),
                                "unpin",
                                (store, plugin) ->
                                        writes.incrementAndGet() == 1
                                                ? CompletableFuture.failedFuture(
                                                        TroubledStore.away())
                                                : null),
                        new RowCodec());
        records.unpin(FakeCatalog.REVISION);
        assertEquals(1, records.underWay());
        records.again();
        EngineFixture.await(() -> records.underWay() == 0);
        assertEquals(2, writes.get());
    }

    @Test
    void whatNoDatabaseMayHoldIsRefusedByName() {
        open("none", (store, argument) -> null);
        gantry.offer("a.b", (input, context) -> "done");
        RunRequest odd = RequestFixture.request("a.b").label("team", "o\0ps").make();
        assertOdd("The value of label team", odd);
        assertOdd(
                "The concurrency key",
                RunRequest.of("a.b", "{}").withConcurrency(new Concurrency("a\0b", 1)));
    }

    private void assertOdd(String what, RunRequest request) {
        CompletionException refused =
                assertThrows(CompletionException.class, () -> gantry.submit(request));
        GantryException why = (GantryException) refused.getCause();
        assertEquals(GantryException.Code.INVALID, why.code());
        assertEquals(what + " holds the character U+0000; leave it out", why.getMessage());
    }

    @Test
    void blockedRunsThatWereCancelledAreForgotten() {
        open("none", (store, argument) -> null);
        gantry.catalog.withdraw("c.d");
        gantry.start();
        String id = gantry.submit("c.d");
        EngineFixture.await(() -> gantry.engine.backlog().blocked().size() == 1);
        gantry.engine.cancel(id, "no need");
        assertEquals(0, gantry.engine.backlog().blocked().size());
    }
}
