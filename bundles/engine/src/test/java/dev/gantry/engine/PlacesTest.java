package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.TaskLimit;
import dev.gantry.spi.store.NodeStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/** Runs of concurrency keys whose places other nodes may have. */
@Timeout(60)
class PlacesTest {
    private static final CompletableFuture<Boolean> YES = CompletableFuture.completedFuture(true);
    private static final CompletableFuture<Boolean> NO = CompletableFuture.completedFuture(false);

    @TempDir Path folder;
    private EngineFixture gantry;
    private volatile LongFunction<CompletableFuture<Boolean>> taken = run -> YES;
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Long> given = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws InterruptedException {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS);
        gantry.aroundNodes = its -> TroubledStore.around(NodeStore.class, its, this::nodes);
        gantry.restart();
        gantry.offer("a.b", (input, context) -> "done");
        gantry.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        gantry.close();
    }

    private Object nodes(String method, Object[] arguments) {
        return switch (method) {
            case "alone" -> false;
            case "takePlace" -> {
                asked.incrementAndGet();
                assertEquals(
                        List.of("default", new Concurrency("db1", 1)),
                        List.of(arguments[2], arguments[3]));
                yield taken.apply((long) arguments[0]);
            }
            case "givePlace" -> {
                given.add((long) arguments[0]);
                yield YES;
            }
            default -> null;
        };
    }

    private static RunRequest keyed() {
        return RunRequest.of("a.b", "{}").withConcurrency(new Concurrency("db1", 1));
    }

    @Test
    void aRunWaitsInTurnWhileOtherNodesHaveThePlaces() throws Exception {
        taken = run -> NO;
        String first = gantry.submit(keyed());
        String second = gantry.submit(keyed());
        String why = "runs on other nodes have the places of concurrency key db1";
        EngineFixture.await(() -> why.equals(gantry.run(first).reason()));
        assertEquals(RunState.QUEUED, gantry.run(first).state());
        EngineFixture.await(() -> why.equals(gantry.run(second).reason()));
        String free = gantry.submit("a.b");
        assertEquals(RunResult.SUCCESS, gantry.finished(free).result());
        assertEquals(1, asked.get(), "while the clock stands, nobody asks again");
        int[] before = {0};
        gantry.pass(Duration.ofMillis(10), () -> ++before[0] > 20);
        assertTrue(asked.get() <= 4, asked + " times within 200 ms");
        List<Long> order = new CopyOnWriteArrayList<>();
        taken =
                run -> {
                    order.add(run);
                    return YES;
                };
        gantry.pass(Duration.ofMillis(10), () -> order.size() == 2);
        gantry.finished(first);
        gantry.finished(second);
        assertEquals(List.of(RunIds.parse(first), RunIds.parse(second)), order);
        EngineFixture.await(() -> given.size() == 2);
    }

    @Test
    void aRunThatIsToldOfItsPlaceAsksAtOnce() throws Exception {
        taken = its -> NO;
        String id = gantry.submit(keyed());
        long run = RunIds.parse(id);
        EngineFixture.await(() -> gantry.engine.lives().get(run).standing().held() != null);
        taken = its -> YES;
        gantry.engine.membership().told(NodeStore.PLACE, String.valueOf(run + 1));
        gantry.engine.membership().told(NodeStore.PLACE, String.valueOf(run));
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
    }

    @Test
    void aPlaceIsGivenBackBetweenAttemptsAndWhenTheRunIsCancelled() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        gantry.offer(
                "a.b",
                (input, context) -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw TaskFailure.retryAfter(Duration.ofHours(1), "not yet");
                    }
                    return "done";
                });
        RetryPolicy two = new RetryPolicy(2, Duration.ZERO, Duration.ZERO);
        String id =
                gantry.submit(
                        RequestFixture.request("a.b")
                                .retry(two)
                                .make()
                                .withConcurrency(new Concurrency("db1", 1)));
        long run = RunIds.parse(id);
        EngineFixture.await(() -> given.equals(List.of(run)));
        taken = its -> NO;
        gantry.clock.advance(Duration.ofHours(2));
        EngineFixture.await(() -> asked.get() > 1);
        gantry.engine.cancel(id, "no more");
        assertEquals(RunResult.CANCELLED, gantry.finished(id).result());
        EngineFixture.await(() -> given.equals(List.of(run, run)));
    }

    @Test
    void whereTheStoreIsAwayItIsAskedAgain() throws Exception {
        taken = run -> CompletableFuture.failedFuture(TroubledStore.away());
        String id = gantry.submit(keyed());
        EngineFixture.await(() -> asked.get() > 0);
        taken = run -> YES;
        gantry.pass(Duration.ofMillis(50), () -> gantry.run(id).state() == RunState.FINISHED);
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
    }

    @Test
    void whoIsRefusedUsesUpNothingOfARate() throws Exception {
        TaskLimit oneAnHour = new TaskLimit(0, 0, 1, Duration.ofHours(1));
        gantry.engine.tasks().put("a.b", oneAnHour, OptionalLong.empty());
        taken = run -> NO;
        String id = gantry.submit(keyed());
        gantry.pass(Duration.ofMillis(50), () -> asked.get() > 3);
        taken = run -> YES;
        gantry.pass(Duration.ofMillis(50), () -> gantry.run(id).state() == RunState.FINISHED);
        assertTrue(gantry.clock.instant().isBefore(gantry.run(id).createdAt().plusSeconds(600)));
    }

    @Test
    void runsWithoutAKeyDoNotAsk() throws Exception {
        gantry.finished(gantry.submit("a.b"));
        assertEquals(0, asked.get());
        assertEquals(List.of(), given);
    }
}
