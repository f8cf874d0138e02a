package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.TargetUnavailable;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.resilience.TargetClosedException;
import dev.gantry.spi.resilience.TargetStatus;
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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** What attempts make of the targets that they call. */
@Timeout(60)
class TargetTest {
    @TempDir Path folder;
    private EngineFixture gantry;

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private String submit(RetryPolicy retry, Task<Json, ?> task) {
        gantry.catalog.offer("a.b", () -> task, null, retry);
        return gantry.submit("a.b");
    }

    @Test
    void aCallTellsHowItWent() throws Exception {
        String good =
                submit(RetryPolicy.NONE, (input, context) -> context.target("crm").call(() -> 7));
        assertEquals("7", gantry.finished(good).output());
        String bad =
                submit(
                        RetryPolicy.NONE,
                        (input, context) ->
                                context.target("crm")
                                        .call(
                                                () -> {
                                                    throw new IOException("503");
                                                }));
        assertEquals("503", gantry.finished(bad).error().message());
        String refused =
                submit(
                        RetryPolicy.NONE,
                        (input, context) ->
                                context.target("crm")
                                        .call(
                                                () -> {
                                                    throw TaskFailure.permanent("404");
                                                }));
        gantry.finished(refused);
        assertEquals(List.of("crm succeeded", "crm failed", "crm succeeded"), gantry.targets.told);
    }

    @Test
    void aCallThatIsStoppedSaysNothingOfItsTarget() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        String id =
                submit(
                        RetryPolicy.NONE,
                        (input, context) ->
                                context.target("crm")
                                        .call(
                                                () -> {
                                                    Semaphore stop = new Semaphore(0);
                                                    context.cancellation().onRequest(stop::release);
                                                    inside.countDown();
                                                    stop.acquire();
                                                    throw new IOException("closed");
                                                }));
        inside.await();
        gantry.engine.cancel(id, "enough");
        assertEquals(RunResult.CANCELLED, gantry.finished(id).result());
        assertEquals(List.of("crm cut off"), gantry.targets.told);
    }

    @Test
    void aTargetThatIsNotCalledUsesUpNoAttempt() throws Exception {
        gantry.targets.closed =
                new TargetClosedException("target crm is not called", Duration.ofSeconds(20));
        String id =
                submit(
                        RetryPolicy.NONE,
                        (input, context) -> {
                            try {
                                return context.target("crm").call(context::attempt);
                            } catch (TargetUnavailable e) {
                                throw new UncheckedIOException(new IOException(e));
                            }
                        });
        for (int i = 1; i < 4; i++) {
            int before = i;
            EngineFixture.await(() -> gantry.engine.attempts(id).size() == before);
            gantry.awaitState(id, RunState.SCHEDULED);
            Duration wait = Duration.between(gantry.clock.instant(), gantry.run(id).dueAt());
            assertTrue(wait.toSeconds() >= 20 && wait.toSeconds() <= 30, wait.toString());
            if (i == 3) {
                gantry.targets.closed = null;
            }
            gantry.clock.advance(wait);
        }
        Run run = gantry.finished(id);
        assertEquals(RunResult.SUCCESS, run.result());
        assertEquals("1", run.output());
        Attempt first = gantry.engine.attempts(id).getFirst();
        assertEquals(Attempt.State.LOST, first.state());
        assertTrue(first.error().message().contains("target crm is not called"));
    }

    private void breaker(TargetStatus.State state, Duration open) {
        Instant now = gantry.clock.instant();
        gantry.targets.state("task:a.b", state, now, now.plus(open));
    }

    @Test
    void attemptsOfATaskTypeAreHeldWhileItsBreakerIsOpenAndThenTried() throws Exception {
        breaker(TargetStatus.State.OPEN, Duration.ofHours(2));
        Semaphore go = new Semaphore(0);
        AtomicInteger begun = new AtomicInteger();
        gantry.offer("other", (input, context) -> 1);
        Task<Json, Integer> task =
                (input, context) -> {
                    begun.incrementAndGet();
                    go.acquire();
                    return 1;
                };
        gantry.offer("a.b", task);
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofMillis(50));
                    return gantry.engine.backlog().bulkheads().reason("a.b", "default", null)
                            != null;
                });
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(submit(RetryPolicy.NONE, task));
        }
        gantry.finished(gantry.submit("other"));
        assertEquals(0, begun.get());
        Run held = gantry.run(ids.getFirst());
        assertEquals(RunState.QUEUED, held.state());
        assertTrue(
                held.reason().contains("as too many of its attempts failed; some are tried from"),
                held.reason());
        gantry.clock.advance(Duration.ofHours(2));
        EngineFixture.await(() -> begun.get() == 2);
        gantry.finished(gantry.submit("other"));
        assertEquals(2, begun.get(), "two trials at one time");
        breaker(TargetStatus.State.CLOSED, Duration.ZERO);
        go.release(100);
        for (String id : ids) {
            assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        }
        assertTrue(gantry.targets.told.contains("task:a.b succeeded"));
    }

    @Test
    void aTaskTypesBreakerIsToldHowAttemptsWent() throws Exception {
        breaker(TargetStatus.State.CLOSED, Duration.ZERO);
        gantry.clock.advance(Duration.ofSeconds(2));
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofMillis(50));
                    gantry.targets.told.clear();
                    try {
                        gantry.finished(submit(RetryPolicy.NONE, (input, context) -> 1));
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    return gantry.targets.told.equals(List.of("task:a.b succeeded"));
                });
        gantry.targets.told.clear();
        gantry.finished(
                submit(
                        RetryPolicy.NONE,
                        (input, context) -> {
                            throw new IOException("ill");
                        }));
        gantry.finished(
                submit(
                        RetryPolicy.NONE,
                        (input, context) -> {
                            throw TaskFailure.permanent("no such account");
                        }));
        assertEquals(List.of("task:a.b failed", "task:a.b succeeded"), gantry.targets.told);
    }

    @Test
    void aTaskTypeWhoseBreakerIsUnsetHasNone() throws Exception {
        breaker(TargetStatus.State.CLOSED, Duration.ZERO);
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofMillis(50));
                    try {
                        gantry.finished(submit(RetryPolicy.NONE, (input, context) -> 1));
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    return !gantry.targets.told.isEmpty();
                });
        gantry.targets.unset("task:a.b", OptionalLong.empty());
        gantry.targets.closed =
                new TargetClosedException("target task:a.b is not called", Duration.ofSeconds(20));
        Run run = gantry.finished(submit(RetryPolicy.NONE, (input, context) -> 1));
        assertEquals(RunResult.SUCCESS, run.result());
        assertEquals(1, gantry.engine.attempts(run.id()).size());
    }

    @Test
    void aTaskCannotCallTheBreakerOfATaskType() throws Exception {
        String id =
                submit(
                        RetryPolicy.NONE,
                        (input, context) -> context.target("task:a.b").call(() -> 1));
        assertTrue(gantry.finished(id).error().message().contains("is Gantry's own"));
    }

    @Test
    void aRunThatIsTooOldIsNotTriedAgain() throws Exception {
        gantry.targets.closed =
                new TargetClosedException("target crm is not called", Duration.ofSeconds(20));
        RetryPolicy policy =
                new RetryPolicy(5, Duration.ZERO, Duration.ZERO, Set.of(), Duration.ofSeconds(10));
        String id = submit(policy, (input, context) -> context.target("crm").call(() -> 1));
        Run run = gantry.finished(id);
        assertEquals(RunResult.FAILURE, run.result());
        assertEquals(TargetUnavailable.class.getName(), run.error().type());
    }
}
