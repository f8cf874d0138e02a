package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.engine.payload.PayloadLimits;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Page;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.RunStore;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(120)
class RecoveryTest {
    private static final String REVISION = RowCodec.revision(FakeCatalog.REVISION);

    @TempDir Path folder;
    private EngineFixture gantry;

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private void open(int slots) {
        open(slots, store -> store);
    }

    private void open(int slots, java.util.function.UnaryOperator<RunStore> around) {
        gantry =
                new EngineFixture(
                        folder,
                        new EngineSettings(
                                slots,
                                1_000_000,
                                Duration.ofMillis(50),
                                Duration.ofMillis(50),
                                Duration.ZERO),
                        around);
    }

    /** Counts how often each run was started. */
    private Map<String, AtomicInteger> count(String task) {
        Map<String, AtomicInteger> starts = new ConcurrentHashMap<>();
        gantry.offer(
                task,
                (input, context) -> {
                    starts.computeIfAbsent(context.runId(), id -> new AtomicInteger())
                            .incrementAndGet();
                    return null;
                });
        return starts;
    }

    private List<String> submit(String task, int number) {
        return gantry.submit(number, RunRequest.of(task, "{}"));
    }

    private void allFinishOnce(List<String> ids, Map<String, AtomicInteger> starts) {
        Waiting.until(
                Duration.ofMinutes(1),
                () -> gantry.engine.lives().open().get() == 0,
                () -> gantry.engine.lives().open() + " are open");
        assertEquals(0, gantry.stored().countOpen());
        assertEquals(new HashSet<>(ids), starts.keySet());
        Map<String, Integer> repeated = new HashMap<>();
        starts.forEach((id, n) -> repeated.merge(id, n.get() - 1, Integer::sum));
        assertEquals(Set.of(0), new HashSet<>(repeated.values()));
    }

    @Test
    void whatWasAcceptedRunsAfterARestart() throws Exception {
        open(8);
        gantry.catalog.offer("a.b", () -> null);
        List<String> ids = submit("a.b", 3000);
        gantry.restart();
        Map<String, AtomicInteger> starts = count("a.b");
        assertTrue(gantry.engine.missing().isPresent());
        gantry.start();
        allFinishOnce(ids, starts);
        assertTrue(gantry.engine.missing().isEmpty());
        assertTrue(RunIds.parse(gantry.submit("a.b")) > RunIds.parse(ids.getLast()));
    }

    @Test
    void runsBeyondTheWindowOnce() {
        open(4);
        Map<String, AtomicInteger> starts = count("a.b");
        CountDownLatch go = new CountDownLatch(1);
        gantry.offer(
                "gate",
                (input, context) -> {
                    go.await();
                    return null;
                });
        gantry.start();
        for (int i = 0; i < 4; i++) {
            gantry.submit("gate");
        }
        List<String> ids = submit("a.b", 2 * Backlog.WINDOW + 5000);
        assertTrue(gantry.engine.lives().size() <= Backlog.WINDOW + 4);
        assertEquals(RunState.QUEUED, gantry.run(ids.getLast()).state());
        assertEquals(RunResult.CANCELLED, gantry.engine.cancel(ids.getLast(), "far back").result());
        go.countDown();
        allFinishOnce(ids.subList(0, ids.size() - 1), starts);
    }

    @Test
    void holdsAsMuchAsMemoryHasRoomFor() throws Exception {
        open(1);
        gantry.payloadLimits = new PayloadLimits(2 * 1024 * 1024, 2 * 1024 * 1024);
        gantry.restart();
        String large = "{\"text\":\"" + "x".repeat(1024 * 1024 - 11) + "\"}";
        gantry.offer("a.b", (input, context) -> null);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            ids.add(gantry.submit(RunRequest.of("a.b", large)));
        }
        int room = (int) (Room.MAX_CHARS / large.length());
        assertEquals(room, gantry.engine.backlog().ready().size());
        gantry.restart();
        gantry.catalog.withdraw("a.b");
        gantry.start();
        EngineFixture.await(() -> gantry.engine.backlog().blocked().size() == room);
        EngineFixture.await(() -> gantry.engine.backlog().ready().size() == 0);
        assertTrue(gantry.engine.lives().size() <= room + 1);

        List<String> listed = new ArrayList<>();
        String cursor = null;
        do {
            Page<Run> page =
                    gantry.engine.list(
                            new RunQuery(null, null, null, null, null, Map.of(), 1000, cursor));
            assertTrue(page.items().size() <= 32, "one page has " + page.items().size());
            page.items().forEach(run -> listed.add(run.id()));
            cursor = page.next();
        } while (cursor != null);
        assertEquals(ids.reversed(), listed);

        Map<String, AtomicInteger> starts = count("a.b");
        gantry.engine.changed(dev.gantry.spi.catalog.Kind.TASK, "a.b");
        allFinishOnce(ids, starts);
    }

    @Test
    void wakesMoreBlockedRunsThanAreKept() {
        open(4);
        gantry.catalog.withdraw("c.d");
        gantry.start();
        List<String> ids = submit("c.d", 13_000);
        EngineFixture.await(() -> gantry.engine.backlog().blocked().size() == 10_000);
        EngineFixture.await(() -> gantry.engine.backlog().ready().size() == 0);
        assertEquals(RunState.BLOCKED, gantry.run(ids.getLast()).state());
        Map<String, AtomicInteger> others = count("a.b");
        allRan(submit("a.b", 10), others);
        Map<String, AtomicInteger> starts = count("c.d");
        gantry.engine.changed(dev.gantry.spi.catalog.Kind.TASK, "c.d");
        allFinishOnce(ids, starts);
    }

    private static void allRan(List<String> ids, Map<String, AtomicInteger> starts) {
        EngineFixture.await(() -> starts.keySet().containsAll(ids));
    }

    @Test
    void anAttemptThatACrashCutOffIsNotCounted() throws Exception {
        open(4);
        gantry.catalog.offer("a.b", () -> null);
        String id = gantry.submit("a.b");
        long number = RunIds.parse(id);
        long started = gantry.clock.millis();
        gantry.stored().started(number, 1, REVISION, started).join();
        gantry.restart();
        gantry.offer("a.b", (input, context) -> context.attempt());
        gantry.start();
        Run run = gantry.finished(id);
        assertEquals("1", run.output());
        List<Attempt> attempts = gantry.engine.attempts(id);
        assertEquals(
                List.of(Attempt.State.LOST, Attempt.State.SUCCEEDED),
                attempts.stream().map(Attempt::state).toList());
        assertEquals(started, run.startedAt().toEpochMilli());
    }

    @Test
    void aCancelSurvivesACrash() throws Exception {
        open(4);
        gantry.catalog.offer("a.b", () -> null);
        String id = gantry.submit("a.b");
        gantry.stored().started(RunIds.parse(id), 1, REVISION, 5).join();
        gantry.stored().cancel(RunIds.parse(id), "ann asked").join();
        gantry.restart();
        Map<String, AtomicInteger> starts = count("a.b");
        gantry.start();
        Run run = gantry.finished(id);
        assertEquals(RunResult.CANCELLED, run.result());
        assertEquals("ann asked", run.reason());
        assertTrue(starts.isEmpty());
    }

    @Test
    void aStopOfGantryUsesNoAttempt() throws Exception {
        open(4);
        AtomicInteger calls = new AtomicInteger();
        Semaphore never = new Semaphore(0);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    context.log().info("attempt {}", context.attempt());
                    if (calls.incrementAndGet() == 1) {
                        never.acquire();
                    }
                    return null;
                });
        gantry.offer(
                "stubborn",
                (input, context) -> {
                    if (calls.incrementAndGet() == 2) {
                        never.acquireUninterruptibly();
                    }
                    return null;
                });
        gantry.start();
        String id = gantry.submit("a.b");
        EngineFixture.await(() -> calls.get() == 1);
        String stubborn = gantry.submit("stubborn");
        EngineFixture.await(() -> calls.get() == 2);
        CompletableFuture<Run> waiter = gantry.engine.whenFinished(id).toCompletableFuture();
        RunEngine stopped = gantry.engine;
        gantry.restart();
        never.release(2);
        CompletionException told = assertThrows(CompletionException.class, waiter::join);
        assertTrue(told.getCause().getMessage().contains("goes on at its next start"));
        CompletionException refused =
                assertThrows(
                        CompletionException.class,
                        () ->
                                stopped.submit(RunRequest.of("a.b", "{}"))
                                        .toCompletableFuture()
                                        .join());
        assertEquals(
                GantryException.Code.UNAVAILABLE, ((GantryException) refused.getCause()).code());

        assertEquals(List.of(), gantry.catalog.blamed);
        assertEquals(2, gantry.stored().countOpen());
        gantry.start();
        Run run = gantry.finished(id);
        assertEquals(RunResult.SUCCESS, run.result());
        assertEquals(1, run.attempt());
        assertEquals(RunResult.SUCCESS, gantry.finished(stubborn).result());
        assertEquals(
                List.of("attempt 1", "attempt 1"),
                gantry.engine.logs(id, 0, 9).stream().map(line -> line.message()).toList());
    }

    @Test
    void aResultThatCannotBeWrittenIsWrittenLater() throws Exception {
        AtomicInteger refusals = new AtomicInteger(3);
        open(1, store -> refusing(store, refusals));
        gantry.offer("a.b", (input, context) -> "done");
        gantry.start();
        String id = gantry.submit("a.b");
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofMillis(500));
                    return gantry.run(id).state() == RunState.FINISHED;
                });
        assertEquals("\"done\"", gantry.run(id).output());
        assertEquals(RunResult.SUCCESS, gantry.finished(gantry.submit("a.b")).result());
    }

    /** A store that is full when runs end, for a number of times. */
    private static RunStore refusing(RunStore store, AtomicInteger refusals) {
        return (RunStore)
                Proxy.newProxyInstance(
                        RunStore.class.getClassLoader(),
                        new Class<?>[] {RunStore.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("finish")
                                    && arguments[0] instanceof RunEnd
                                    && refusals.getAndDecrement() > 0) {
                                return CompletableFuture.failedFuture(
                                        new GantryException(
                                                GantryException.Code.UNAVAILABLE, "disk is full"));
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
