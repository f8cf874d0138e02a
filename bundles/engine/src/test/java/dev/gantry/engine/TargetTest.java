package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.TargetUnavailable;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.target.TargetClosedException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

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

    private String submit(RetryPolicy retry, Task<JsonNode, ?> task) {
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
