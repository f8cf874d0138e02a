package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunRequest;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(60)
class FailureTest {
    private static final RetryPolicy THREE =
            new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofMinutes(1));

    @TempDir Path folder;
    private EngineFixture gantry;

    record Position(int line) {}

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private void offer(String id, RetryPolicy retry, Duration timeout, Task<Json, ?> task) {
        gantry.catalog.offer(id, () -> task, timeout, retry);
    }

    @Test
    void triesAgainAfterAWait() throws Exception {
        offer(
                "a.b",
                THREE,
                null,
                (input, context) -> {
                    if (context.attempt() < 3) {
                        throw new IOException("disk is away");
                    }
                    return context.attempt();
                });
        String id = gantry.submit("a.b");
        gantry.awaitState(id, RunState.SCHEDULED);
        Run waiting = gantry.run(id);
        assertEquals(1, waiting.attempt());
        assertEquals(3, waiting.maxAttempts());
        assertEquals("disk is away", waiting.error().message());
        assertEquals("run", waiting.error().phase());
        Duration wait = Duration.between(gantry.clock.instant(), waiting.dueAt());
        assertTrue(wait.toMillis() >= 5000 && wait.toMillis() <= 10_000, wait.toString());

        gantry.clock.advance(Duration.ofSeconds(10));
        EngineFixture.await(() -> gantry.engine.attempts(id).size() == 2);
        gantry.awaitState(id, RunState.SCHEDULED);
        gantry.clock.advance(Duration.ofSeconds(20));
        Run run = gantry.finished(id);
        assertEquals(RunResult.SUCCESS, run.result());
        assertEquals(3, run.attempt());
        assertEquals("3", run.output());
        List<Attempt> attempts = gantry.engine.attempts(id);
        assertEquals(
                List.of(Attempt.State.FAILED, Attempt.State.FAILED, Attempt.State.SUCCEEDED),
                attempts.stream().map(Attempt::state).toList());
        assertEquals(List.of(1, 2, 3), attempts.stream().map(Attempt::number).toList());
        assertEquals("java.io.IOException", attempts.getFirst().error().type());
        assertEquals(attempts.getFirst().startedAt(), gantry.run(id).startedAt());
        assertTrue(attempts.get(2).startedAt().isAfter(attempts.get(1).startedAt()));
    }

    @Test
    void givesUpWhenNoAttemptIsLeft() throws Exception {
        offer(
                "a.b",
                new RetryPolicy(2, Duration.ZERO, Duration.ZERO),
                null,
                (input, context) -> {
                    throw new IOException("attempt " + context.attempt());
                });
        String id = gantry.submit("a.b");
        Run run = gantry.finished(id);
        assertEquals(RunResult.FAILURE, run.result());
        assertEquals("attempt 2", run.error().message());
        assertTrue(run.error().frame().contains("FailureTest"), run.error().frame());
        assertEquals(2, gantry.engine.attempts(id).size());
    }

    @Test
    void doesNotRepeatWhatIsPermanent() throws Exception {
        offer(
                "told",
                THREE,
                null,
                (input, context) -> {
                    throw TaskFailure.permanent("no such account", new IOException("404"));
                });
        offer(
                "typed",
                THREE,
                null,
                (input, context) -> {
                    throw new UnsupportedOperationException("never");
                });
        Run told = gantry.finished(gantry.submit("told"));
        assertEquals(RunResult.FAILURE, told.result());
        assertEquals(1, told.attempt());
        assertEquals("no such account; caused by java.io.IOException: 404", told.error().message());
        assertEquals(1, gantry.finished(gantry.submit("typed")).attempt());
        offer("fits", THREE, null, (input, context) -> null);
        Run unfit = gantry.finished(gantry.submit(RunRequest.of("fits", "{\"unfit\":1}")));
        assertEquals(RunResult.FAILURE, unfit.result());
        assertEquals("params", unfit.error().phase());
        assertEquals(1, unfit.attempt());
    }

    @Test
    void waitsAsLongAsTheTaskAsks() throws Exception {
        offer(
                "a.b",
                THREE,
                null,
                (input, context) -> {
                    if (context.attempt() == 1) {
                        throw TaskFailure.retryAfter(Duration.ofHours(3), "rate limit");
                    }
                    return null;
                });
        String id = gantry.submit("a.b");
        gantry.awaitState(id, RunState.SCHEDULED);
        assertEquals(gantry.clock.instant().plus(Duration.ofHours(3)), gantry.run(id).dueAt());
        gantry.clock.advance(Duration.ofHours(3));
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
    }

    @Test
    void stopsWhatTakesTooLong() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        offer(
                "a.b",
                RetryPolicy.NONE,
                Duration.ofMinutes(5),
                (input, context) -> {
                    context.cancellation().onRequest(asked::countDown);
                    running.countDown();
                    new Semaphore(0).acquire();
                    return null;
                });
        String id = gantry.submit("a.b");
        running.await();
        gantry.clock.advance(Duration.ofMinutes(5));
        asked.await();
        assertEquals(RunState.RUNNING, gantry.run(id).state(), "only asked so far");
        gantry.clock.advance(Duration.ofSeconds(2));
        Run run = gantry.finished(id);
        assertEquals(RunResult.TIMEOUT, run.result());
        assertEquals("timeout", run.error().type());
        assertEquals("the attempt took longer than PT5M", run.error().message());
    }

    @Test
    void repeatsWhatTookTooLong() throws Exception {
        offer(
                "a.b",
                THREE,
                Duration.ofMinutes(5),
                (input, context) -> {
                    if (context.attempt() == 1) {
                        new Semaphore(0).acquire();
                    }
                    return null;
                });
        String id = gantry.submit("a.b");
        gantry.awaitState(id, RunState.RUNNING);
        gantry.clock.advance(Duration.ofMinutes(5));
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofSeconds(1));
                    return gantry.run(id).state() == RunState.FINISHED;
                });
        assertEquals(RunResult.SUCCESS, gantry.run(id).result());
        assertEquals(2, gantry.engine.attempts(id).size());
        assertEquals("timeout", gantry.engine.attempts(id).getFirst().error().type());
    }

    @Test
    void cancelsWhatRuns() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        offer(
                "a.b",
                THREE,
                null,
                (input, context) -> {
                    CountDownLatch stop = new CountDownLatch(1);
                    context.cancellation().onRequest(stop::countDown);
                    running.countDown();
                    stop.await();
                    context.cancellation().check();
                    return null;
                });
        String id = gantry.submit("a.b");
        running.await();
        gantry.engine.cancel(id, "ann asked");
        Run run = gantry.finished(id);
        assertEquals(RunResult.CANCELLED, run.result());
        assertEquals("ann asked", run.reason());
        assertEquals("ann asked", gantry.run(id).reason());
        GantryException late =
                assertThrows(GantryException.class, () -> gantry.engine.cancel(id, "again"));
        assertEquals(GantryException.Code.CONFLICT, late.code());
    }

    @Test
    void cancelsWhatWaits() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        offer("a.b", THREE, null, (input, context) -> calls.incrementAndGet());
        String scheduled = gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(20)));
        String stored = gantry.submit(EngineFixture.delayed("a.b", Duration.ofHours(1)));
        gantry.catalog.withdraw("c.d");
        String blocked = gantry.submit("c.d");
        gantry.awaitState(blocked, RunState.BLOCKED);
        for (String id : List.of(scheduled, stored, blocked)) {
            Run run = gantry.engine.cancel(id, "no need");
            assertEquals(RunState.FINISHED, run.state());
            assertEquals(RunResult.CANCELLED, run.result());
            assertEquals("no need", run.reason());
            assertTrue(gantry.engine.attempts(id).isEmpty());
        }
        gantry.clock.advance(Duration.ofHours(2));
        offer("c.d", THREE, null, (input, context) -> calls.incrementAndGet());
        gantry.engine.changed(dev.gantry.spi.catalog.Kind.TASK, "c.d");
        gantry.finished(gantry.submit("a.b"));
        gantry.finished(gantry.submit("c.d"));
        assertEquals(2, calls.get());
        assertEquals(0, gantry.engine.lives().open().get());
    }

    @Test
    void goesOnWithoutWhatDoesNotStop() throws Exception {
        Semaphore release = new Semaphore(0);
        offer(
                "stubborn",
                THREE,
                null,
                (input, context) -> {
                    release.acquireUninterruptibly();
                    return "late";
                });
        String id = gantry.submit("stubborn");
        gantry.awaitState(id, RunState.RUNNING);
        EngineFixture.await(() -> gantry.engine.running() == 1);
        gantry.engine.cancel(id, "enough");
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofSeconds(1));
                    return gantry.run(id).state() == RunState.FINISHED;
                });
        assertEquals(RunResult.CANCELLED, gantry.run(id).result());
        assertEquals(Attempt.State.ABANDONED, gantry.engine.attempts(id).getFirst().state());
        assertTrue(gantry.run(id).error().message().contains("was abandoned"));
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 64);
        assertEquals(1, gantry.catalog.leases(), "its plugin must not be unloaded yet");
        release.release();
        EngineFixture.await(() -> gantry.catalog.leases() == 0);
        assertEquals(RunResult.CANCELLED, gantry.run(id).result(), "its late result is ignored");
    }

    @Test
    void handsTheLastDetailToTheNextAttempt() throws Exception {
        AtomicReference<Optional<Position>> resumed = new AtomicReference<>();
        offer(
                "a.b",
                THREE,
                null,
                (input, context) -> {
                    if (context.attempt() == 1) {
                        assertTrue(context.resume(Position.class).isEmpty());
                        for (int line = 1; line <= 100; line++) {
                            context.heartbeat(new Position(line));
                        }
                        throw new IOException("interrupted reading");
                    }
                    resumed.set(context.resume(Position.class));
                    return null;
                });
        String id = gantry.submit("a.b");
        gantry.awaitState(id, RunState.SCHEDULED);
        long number = RunIds.parse(id);
        assertEquals("{\"line\":100}", gantry.stored().find(number).orElseThrow().detail());
        gantry.clock.advance(Duration.ofMinutes(1));
        gantry.finished(id);
        assertEquals(Optional.of(new Position(100)), resumed.get());
    }

    @Test
    void tracksItemsAndStopsBetweenThem() throws Exception {
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        offer(
                "a.b",
                THREE,
                null,
                (input, context) -> {
                    for (int item : context.track(List.of(1, 2, 3, 4))) {
                        seen.add(item);
                        if (item == 2) {
                            second.countDown();
                            go.await();
                        }
                    }
                    return null;
                });
        String id = gantry.submit("a.b");
        second.await();
        assertEquals(0.25, gantry.run(id).progress());
        gantry.engine.cancel(id, "stop");
        go.countDown();
        assertEquals(RunResult.CANCELLED, gantry.finished(id).result());
        assertEquals(List.of(1, 2), seen);
    }
}
