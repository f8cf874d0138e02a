package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** An attempt that promised signs of life, and what one that was given up may still do. */
@Timeout(60)
class HeartbeatTest {
    private static final RetryPolicy TWO = new RetryPolicy(2, Duration.ZERO, Duration.ZERO);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir Path folder;
    private EngineFixture gantry;

    record Position(int line) {}

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
        gantry.catalog.heartbeats.put("a.b", Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private String submit(Task<Json, ?> task) {
        gantry.catalog.offer("a.b", () -> task, null, TWO);
        return gantry.submit("a.b");
    }

    @Test
    void anAttemptThatFallsSilentIsStoppedAndTriedAgainFromWhereItWas() throws Exception {
        AtomicReference<Optional<Position>> resumed = new AtomicReference<>();
        CountDownLatch silent = new CountDownLatch(1);
        String id =
                submit(
                        (input, context) -> {
                            if (context.attempt() == 1) {
                                context.heartbeat(new Position(7));
                                silent.countDown();
                                new Semaphore(0).acquire();
                            }
                            resumed.set(context.resume(Position.class));
                            return null;
                        });
        silent.await();
        gantry.clock.advance(Duration.ofSeconds(29));
        assertEquals(RunState.RUNNING, gantry.run(id).state());
        gantry.pass(SECOND, () -> gantry.run(id).state() == RunState.FINISHED);
        assertEquals(RunResult.SUCCESS, gantry.run(id).result());
        assertEquals(Optional.of(new Position(7)), resumed.get());
        Attempt first = gantry.engine.attempts(id).getFirst();
        assertEquals(Attempt.State.FAILED, first.state());
        assertEquals("heartbeat", first.error().type());
        assertEquals(
                "the attempt gave no heartbeat and no progress for PT30S", first.error().message());
    }

    @Test
    void theRunTimesOutWhereNoAttemptIsLeft() throws Exception {
        String id =
                submit(
                        (input, context) -> {
                            new Semaphore(0).acquire();
                            return null;
                        });
        gantry.pass(SECOND, () -> gantry.run(id).state() == RunState.FINISHED);
        Run run = gantry.run(id);
        assertEquals(RunResult.TIMEOUT, run.result());
        assertEquals(2, run.attempt());
        assertEquals("heartbeat", run.error().type());
    }

    @Test
    void progressIsASignOfLifeToo() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Semaphore go = new Semaphore(0);
        AtomicReference<TaskContext> inside = new AtomicReference<>();
        String id =
                submit(
                        (input, context) -> {
                            inside.set(context);
                            running.countDown();
                            go.acquire();
                            return null;
                        });
        running.await();
        EngineFixture.await(() -> gantry.engine.running() == 1);
        RunningAttempt attempt = gantry.engine.lives().get(RunIds.parse(id)).attempt();
        for (int i = 0; i < 5; i++) {
            gantry.clock.advance(Duration.ofSeconds(29));
            inside.get().progress(i / 5.0);
            assertTrue(!attempt.silent(gantry.clock.millis()));
        }
        go.release();
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        assertEquals(1, gantry.run(id).attempt());
    }

    @Test
    void whatAnAbandonedAttemptStillSaysIsNotTaken() throws Exception {
        Semaphore release = new Semaphore(0);
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        String id =
                submit(
                        (input, context) -> {
                            if (context.attempt() == 1) {
                                release.acquireUninterruptibly();
                                context.progress(0.9, "late");
                                context.heartbeat(new Position(1));
                                over.countDown();
                                return "late";
                            }
                            context.heartbeat(new Position(2));
                            second.countDown();
                            end.await();
                            return "second";
                        });
        gantry.awaitState(id, RunState.RUNNING);
        gantry.pass(SECOND, () -> second.getCount() == 0);
        assertEquals(Attempt.State.ABANDONED, gantry.engine.attempts(id).getFirst().state());
        release.release();
        over.await();
        EngineFixture.await(() -> gantry.catalog.leases() == 1);
        assertEquals(0, gantry.run(id).progress());
        long number = RunIds.parse(id);
        EngineFixture.await(
                () -> "{\"line\":2}".equals(gantry.stored().find(number).orElseThrow().detail()));
        end.countDown();
        Run run = gantry.finished(id);
        assertEquals("\"second\"", run.output());
        assertEquals(2, run.attempt());
    }
}
