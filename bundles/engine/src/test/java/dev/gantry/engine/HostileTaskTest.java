package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.LogLine;
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
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Tasks and requests that go beyond reason: the run gets its result, the slot comes back. */
@Timeout(60)
class HostileTaskTest {
    private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);
    private static final RetryPolicy TWO = new RetryPolicy(2, Duration.ZERO, Duration.ZERO);

    @TempDir Path folder;
    private EngineFixture gantry;

    record Text(String text) {}

    record Broken(int line) {
        @Override
        public int line() {
            throw new NoClassDefFoundError("acme/Gone");
        }
    }

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
    }

    @AfterEach
    void stop() throws Exception {
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 64);
        gantry.close();
        assertEquals(0, gantry.catalog.leases(), "leases are given back");
    }

    private Run run(Task<Json, ?> task) throws Exception {
        gantry.offer("a.b", task);
        return gantry.finished(gantry.submit("a.b"));
    }

    private static RunRequest request(Duration delay, Duration timeout, RetryPolicy retry) {
        return RequestFixture.request("a.b").delay(delay).timeout(timeout).retry(retry).make();
    }

    @Test
    void refusesTimesBeyondReason() {
        gantry.offer("a.b", (input, context) -> null);
        List<RunRequest> requests =
                List.of(
                        request(ENDLESS, null, null),
                        request(Duration.ZERO, ENDLESS, null),
                        request(
                                Duration.ZERO,
                                null,
                                new RetryPolicy(2, Duration.ofSeconds(1), ENDLESS)));
        for (RunRequest request : requests) {
            CompletionException refused =
                    assertThrows(CompletionException.class, () -> gantry.submit(request));
            GantryException why = (GantryException) refused.getCause();
            assertEquals(GantryException.Code.INVALID, why.code());
            assertTrue(why.getMessage().contains("at most PT87600H"), why.getMessage());
        }
        assertEquals(0, gantry.engine.lives().open().get());
    }

    @Test
    void cutsTimesThatAPluginDeclaresBeyondReason() throws Exception {
        gantry.catalog.offer(
                "a.b",
                () -> (Task<Json, String>) (input, context) -> "done",
                ENDLESS,
                RetryPolicy.NONE);
        assertEquals(RunResult.SUCCESS, gantry.finished(gantry.submit("a.b")).result());

        gantry.catalog.offer(
                "c.d",
                () ->
                        (Task<Json, String>)
                                (input, context) -> {
                                    throw TaskFailure.retryAfter(ENDLESS, "some day");
                                },
                null,
                TWO);
        String id = gantry.submit("c.d");
        gantry.awaitState(id, RunState.SCHEDULED);
        assertEquals(RunState.FINISHED, gantry.engine.cancel(id, "too long").state());

        gantry.catalog.offer(
                "e.f",
                () ->
                        (Task<Json, String>)
                                (input, context) -> {
                                    throw new IOException("no");
                                },
                null,
                new RetryPolicy(2, ENDLESS, ENDLESS));
        String retried = gantry.submit("e.f");
        gantry.awaitState(retried, RunState.SCHEDULED);
        assertEquals(RunState.FINISHED, gantry.engine.cancel(retried, "too long").state());
    }

    @Test
    void anErrorIsTheTasksFailure() throws Exception {
        List<Error> errors =
                List.of(
                        new StackOverflowError(),
                        new OutOfMemoryError("Java heap space"),
                        new NoClassDefFoundError("acme/Gone"),
                        new IncompatibleClassChangeError("acme"));
        for (Error error : errors) {
            Run run =
                    run(
                            (input, context) -> {
                                throw error;
                            });
            assertEquals(RunResult.FAILURE, run.result());
            assertEquals(error.getClass().getName(), run.error().type());
        }
        Run speechless =
                run(
                        (input, context) -> {
                            throw new IOException() {
                                private static final long serialVersionUID = 1L;

                                @Override
                                public String getMessage() {
                                    throw new NoClassDefFoundError("acme/Text");
                                }

                                @Override
                                public synchronized Throwable getCause() {
                                    throw new IllegalStateException("no cause");
                                }
                            };
                        });
        assertEquals(RunResult.FAILURE, speechless.result());
        assertTrue(speechless.error().type().contains("HostileTaskTest"));

        Run unwritable = run((input, context) -> new Broken(1));
        assertEquals(RunResult.FAILURE, unwritable.result());

        Run beat =
                run(
                        (input, context) -> {
                            context.heartbeat(new Text("first"));
                            context.heartbeat(new Broken(1));
                            throw new IOException("my own");
                        });
        assertEquals(RunResult.FAILURE, beat.result());
        assertEquals("my own", beat.error().message());
    }

    @Test
    void parametersThatBreakTheirRecordAreTheTasksFailure() throws Exception {
        gantry.offer("a.b", (input, context) -> null);
        Run run = gantry.finished(gantry.submit(RunRequest.of("a.b", "{\"linkage\":1}")));
        assertEquals(RunResult.FAILURE, run.result());
        assertEquals("params", run.error().phase());
    }

    @Test
    void boundsWhatATaskSays() throws Exception {
        String huge = "x".repeat(300_000);
        AtomicReference<Throwable> refused = new AtomicReference<>();
        Run run =
                run(
                        (input, context) -> {
                            context.progress(0.5, huge);
                            context.log().info(huge);
                            try {
                                context.heartbeat(new Text(huge));
                            } catch (RuntimeException e) {
                                refused.set(e);
                            }
                            IOException failure =
                                    new IOException(huge, new IOException("y" + huge));
                            for (int i = 0; i < 200; i++) {
                                failure.addSuppressed(new IOException(i + huge));
                            }
                            throw failure;
                        });
        assertEquals(RunResult.FAILURE, run.result());
        assertTrue(run.error().message().length() < 5000);
        assertTrue(run.progressMessage().length() < 2000);
        LogLine line = gantry.engine.logs(run.id(), 0, 10).getFirst();
        assertTrue(line.message().length() < 17_000);
        assertTrue(
                refused.get().getMessage().contains("more than 262144"),
                refused.get().getMessage());
    }

    @Test
    void anAttemptThatWasGivenUpDisturbsTheNextOneNoMore() throws Exception {
        Semaphore release = new Semaphore(0);
        CountDownLatch spoken = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        gantry.catalog.offer(
                "a.b",
                () ->
                        (Task<Json, String>)
                                (input, context) -> {
                                    if (context.attempt() == 1) {
                                        release.acquireUninterruptibly();
                                        context.heartbeat(new Text("stale"));
                                        context.progress(0.9, "stale");
                                        context.log().info("stale");
                                        spoken.countDown();
                                        return "stale";
                                    }
                                    context.heartbeat(new Text("fresh"));
                                    context.progress(0.1, "fresh");
                                    context.log().info("fresh");
                                    second.countDown();
                                    go.await();
                                    return context.resume(Text.class).orElseThrow().text();
                                },
                Duration.ofDays(1),
                TWO);
        String id = gantry.submit("a.b");
        EngineFixture.await(() -> gantry.engine.running() == 1);
        gantry.clock.advance(Duration.ofDays(1));
        EngineFixture.await(
                () -> {
                    if (second.getCount() > 0) {
                        gantry.clock.advance(Duration.ofSeconds(1));
                    }
                    return second.getCount() == 0;
                });
        release.release();
        spoken.await();
        assertEquals("fresh", gantry.run(id).progressMessage());
        go.countDown();
        Run run = gantry.finished(id);
        assertEquals("\"fresh\"", run.output());
        assertEquals(
                List.of(Attempt.State.ABANDONED, Attempt.State.SUCCEEDED),
                gantry.engine.attempts(id).stream().map(Attempt::state).toList());
        assertEquals(
                List.of("fresh"),
                gantry.engine.logs(id, 0, 10).stream().map(LogLine::message).toList());
    }

    @Test
    void aTasksInterruptGoesNoFurther() throws Exception {
        gantry.offer(
                "a.b",
                (input, context) -> {
                    Thread.currentThread().interrupt();
                    context.log().info("interrupted");
                    return Thread.currentThread().isInterrupted();
                });
        Run run = gantry.finished(gantry.submit("a.b"));
        assertEquals("true", run.output());
        assertFalse(gantry.engine.logs(run.id(), 0, 10).isEmpty());
    }
}
