package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.TaskLimit;
import dev.gantry.spi.store.NewRun;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Concurrency keys, and limits of task types. */
@Timeout(120)
class LimitTest {
    @TempDir private Path folder;
    private EngineFixture gantry;
    private final Semaphore go = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, AtomicInteger> byKey = new ConcurrentHashMap<>();
    private final AtomicInteger mostOfAKey = new AtomicInteger();

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS);
        for (String task : List.of("a.b", "c.d")) {
            gantry.offer(
                    task,
                    (input, context) -> {
                        running.incrementAndGet();
                        order.add(context.runId());
                        go.acquire();
                        running.decrementAndGet();
                        return null;
                    });
        }
        gantry.offer(
                "keyed",
                (input, context) -> {
                    AtomicInteger of =
                            byKey.computeIfAbsent(
                                    input.path("key").asString(""), key -> new AtomicInteger());
                    mostOfAKey.accumulateAndGet(of.incrementAndGet(), Math::max);
                    order.add(context.runId());
                    of.decrementAndGet();
                    return null;
                });
        gantry.offer("quick", (input, context) -> null);
        gantry.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        go.release(1_000_000);
        gantry.close();
    }

    private static RunRequest keyed(String task, String tenant, String key, int limit) {
        return RequestFixture.request(task)
                .params("{\"key\":\"" + key + "\"}")
                .tenant(tenant)
                .make()
                .withConcurrency(new Concurrency(key, limit));
    }

    private List<String> submit(int runs, String key, int limit) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            ids.add(gantry.submit(keyed("a.b", "default", key, limit)));
        }
        return ids;
    }

    private void limit(TaskLimit limit) {
        gantry.engine.tasks().put("a.b", limit, OptionalLong.empty());
    }

    private void awaitRunning(int attempts) {
        EngineFixture.await(() -> running.get() == attempts);
    }

    @Test
    void ofOneKeySoManyRunAtOnceAndTheOthersWait() throws Exception {
        List<String> ids = submit(5, "k", 2);
        awaitRunning(2);
        assertEquals(RunState.QUEUED, gantry.run(ids.getLast()).state());
        assertEquals(
                "concurrency key k is at its limit of 2 attempts",
                gantry.run(ids.getLast()).reason());
        submit(1, "other", 1);
        gantry.submit(keyed("a.b", "blue", "k", 1));
        awaitRunning(4);
        assertEquals(RunResult.SUCCESS, gantry.finished(gantry.submit("quick")).result());
        go.release(100);
        for (String id : ids) {
            gantry.finished(id);
        }
        EngineFixture.await(() -> gantry.engine.backlog().bulkheads().keys() == 0);
    }

    @Test
    void theSmallestLimitOfThoseThatWaitHolds() throws Exception {
        List<String> three = submit(2, "k", 3);
        awaitRunning(2);
        String one = submit(1, "k", 1).getFirst();
        EngineFixture.await(() -> gantry.engine.backlog().bulkheads().waiting() == 1);
        String last = submit(1, "k", 3).getFirst();
        EngineFixture.await(() -> gantry.engine.backlog().bulkheads().waiting() == 2);
        assertEquals("concurrency key k is at its limit of 1 attempt", gantry.run(last).reason());
        assertEquals(RunResult.CANCELLED, gantry.engine.cancel(one, "no more").result());
        awaitRunning(3);
        go.release(3);
        for (String id : three) {
            gantry.finished(id);
        }
        assertEquals(RunResult.SUCCESS, gantry.finished(last).result());
    }

    @Test
    void theRunsOfAKeyStartInTheirOrder() throws Exception {
        List<String> ids = submit(5, "k", 1);
        go.release(5);
        for (String id : ids) {
            gantry.finished(id);
        }
        assertEquals(ids, order);
    }

    @Test
    void aKeyHoldsOverARestart() throws Exception {
        List<String> ids = submit(4, "k", 1);
        awaitRunning(1);
        gantry.restart();
        running.set(0);
        gantry.start();
        awaitRunning(1);
        EngineFixture.await(() -> gantry.engine.backlog().bulkheads().waiting() == 3);
        assertEquals(1, running.get());
        go.release(10);
        for (String id : ids) {
            assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        }
    }

    @Test
    void manyKeysBeyondMemoryAllRunAndNoKeyMoreThanItsLimit() {
        int keys = 200;
        int runs = 30_000;
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            all.add(
                    gantry.engine
                            .submit(keyed("keyed", "default", "k" + i % keys, 1))
                            .toCompletableFuture());
        }
        all.forEach(CompletableFuture::join);
        EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
        assertEquals(runs, order.stream().distinct().count());
        assertEquals(runs, order.size());
        assertEquals(1, mostOfAKey.get());
    }

    @Test
    void oneKeyBeyondMemoryDelaysNobody() throws Exception {
        List<CompletableFuture<?>> all = new ArrayList<>();
        int runs = 2 * Backlog.WINDOW + 100;
        for (int i = 0; i < runs; i++) {
            all.add(gantry.engine.submit(keyed("a.b", "default", "k", 50)).toCompletableFuture());
        }
        all.forEach(CompletableFuture::join);
        assertEquals(RunResult.SUCCESS, gantry.finished(gantry.submit("quick")).result());
        awaitRunning(50);
        go.release(runs);
        EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
        assertEquals(runs, order.stream().distinct().count());
    }

    @Test
    void aRunThatWaitsForItsTypeTakesNoKey() throws Exception {
        limit(new TaskLimit(1, 0, 0, Duration.ofSeconds(1)));
        gantry.submit("a.b");
        awaitRunning(1);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.addAll(submit(1, "k" + i, 1));
        }
        EngineFixture.await(() -> gantry.engine.tasks().find("a.b").waiting() == 5);
        assertEquals(0, gantry.engine.backlog().bulkheads().keys());
        for (String id : ids) {
            gantry.engine.cancel(id, "no more");
        }
        assertEquals(0, gantry.engine.tasks().find("a.b").waiting());
        assertEquals(0, gantry.engine.backlog().bulkheads().keys());
    }

    @Test
    void attemptsOfATaskTypeAreBounded() throws Exception {
        limit(new TaskLimit(2, 0, 0, Duration.ofSeconds(1)));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(gantry.submit("a.b"));
        }
        awaitRunning(2);
        EngineFixture.await(() -> gantry.engine.tasks().find("a.b").waiting() == 3);
        assertEquals(2, gantry.engine.tasks().find("a.b").running());
        assertEquals(
                "task type a.b is at its limit of 2 attempts", gantry.run(ids.getLast()).reason());
        gantry.submit("c.d");
        awaitRunning(3);
        limit(new TaskLimit(4, 0, 0, Duration.ofSeconds(1)));
        awaitRunning(5);
        gantry.engine.tasks().delete("a.b", OptionalLong.empty());
        awaitRunning(6);
        go.release(10);
        for (String id : ids) {
            gantry.finished(id);
        }
    }

    @Test
    void startsOfATaskTypePerTimeAreBounded() throws Exception {
        limit(new TaskLimit(0, 0, 3, Duration.ofSeconds(30)));
        go.release(100);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(gantry.submit("a.b"));
        }
        EngineFixture.await(() -> order.size() == 3);
        EngineFixture.await(() -> gantry.engine.tasks().find("a.b").waiting() == 4);
        SeenMeters seen = new SeenMeters();
        try (var _ = new QuotaGauges(seen, gantry.engine.tenants(), gantry.engine.tasks())) {
            assertEquals(4.0, seen.shown.get("gantry_task_rate_waiting task a.b").getAsDouble());
            assertEquals(0.1, seen.shown.get("gantry_task_rate_limit task a.b").getAsDouble());
        }
        assertEquals(
                "task type a.b starts at most 3 attempts in PT30S",
                gantry.run(ids.getLast()).reason());
        gantry.clock.advance(Duration.ofSeconds(10));
        EngineFixture.await(() -> order.size() == 4);
        gantry.clock.advance(Duration.ofSeconds(20));
        EngineFixture.await(() -> order.size() == 6);
        assertEquals(RunState.QUEUED, gantry.run(ids.getLast()).state());
        gantry.engine.tasks().delete("a.b", OptionalLong.empty());
        gantry.finished(ids.getLast());
        assertNull(gantry.run(ids.getLast()).reason());
    }

    @Test
    void openRunsOfATaskTypeAreBoundedOverARestart() throws Exception {
        String first = gantry.submit("a.b");
        limit(new TaskLimit(0, 2, 0, Duration.ofSeconds(1)));
        gantry.submit("a.b");
        assertEquals(2, gantry.engine.tasks().find("a.b").open());
        refused();
        gantry.restart();
        gantry.start();
        refused();
        gantry.submit("c.d");
        go.release(1);
        EngineFixture.await(
                () -> gantry.engine.tasks().find("a.b").open() <= 1 || order.size() > 4);
        go.release(10);
        gantry.finished(first);
        EngineFixture.await(() -> gantry.engine.tasks().find("a.b").open() == 0);
        gantry.submit("a.b");
    }

    @Test
    void aLimitCountsARunThatIsAboutToBeStored() throws Exception {
        CompletableFuture<Void> held = new CompletableFuture<>();
        Path other = Files.createDirectory(folder.resolve("other"));
        try (EngineFixture slow =
                EngineFixture.troubled(
                        other,
                        "insert",
                        (store, run) -> held.thenCompose(done -> store.insert((NewRun) run)))) {
            slow.offer("a.b", (input, context) -> null);
            slow.start();
            var accepted = slow.engine.submit(RunRequest.of("a.b", "{}")).toCompletableFuture();
            TaskLimit limit = new TaskLimit(0, 5, 0, Duration.ofSeconds(1));
            assertEquals(1, slow.engine.tasks().put("a.b", limit, OptionalLong.empty()).open());
            held.complete(null);
            slow.finished(accepted.join().id());
            EngineFixture.await(() -> slow.engine.tasks().find("a.b").open() == 0);
        }
    }

    private void refused() {
        CompletionException e = assertThrows(CompletionException.class, () -> gantry.submit("a.b"));
        GantryException refusal = assertInstanceOf(GantryException.class, e.getCause());
        assertEquals(GantryException.Code.OVERLOADED, refusal.code());
        assertTrue(refusal.getMessage().contains("2 open runs"), refusal.getMessage());
    }
}
