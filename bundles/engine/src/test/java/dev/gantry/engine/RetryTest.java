package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskFailure;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;

@Timeout(60)
class RetryTest {
    private static final Duration NONE = Duration.ZERO;
    private static final RetryPolicy TYPE = new RetryPolicy(4, NONE, NONE);

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

    private void offer(Task<Json, ?> task) {
        gantry.catalog.offer("a.b", () -> task, null, TYPE);
    }

    private String submit(RetryPolicy own) {
        return gantry.submit(request(own, null));
    }

    private static RunRequest request(RetryPolicy own, Duration timeout) {
        return RequestFixture.request("a.b").timeout(timeout).retry(own).make();
    }

    private static RetryPolicy unless(String... names) {
        return new RetryPolicy(3, NONE, NONE, Set.of(names), null);
    }

    @Test
    void theCallsPolicyTakesThePlaceOfTheTypes() throws Exception {
        offer(
                (input, context) -> {
                    throw new IOException("attempt " + context.attempt());
                });
        Run typed = gantry.finished(submit(null));
        assertEquals(4, typed.attempt());
        assertEquals(4, typed.maxAttempts());
        Run called = gantry.finished(submit(new RetryPolicy(2, NONE, NONE)));
        assertEquals(2, called.attempt());
        assertEquals("attempt 2", called.error().message());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.io.FileNotFoundException",
                "FileNotFoundException",
                "java.io.IOException",
                "IOException"
            })
    void noFurtherAttemptAfterAnErrorThatTheCallNames(String name) throws Exception {
        offer(
                (input, context) -> {
                    throw new FileNotFoundException("gone");
                });
        Run run = gantry.finished(submit(unless(name)));
        assertEquals(RunResult.FAILURE, run.result());
        assertEquals(1, run.attempt());
    }

    @Test
    void anErrorThatTheCallDoesNotNameIsTriedAgain() throws Exception {
        offer(
                (input, context) -> {
                    throw new IOException("gone");
                });
        assertEquals(3, gantry.finished(submit(unless("java.io.FileNotFoundException"))).attempt());
    }

    @Test
    void whatTheTypeCallsPointlessStaysSoUnderTheCallsPolicy() throws Exception {
        offer(
                (input, context) -> {
                    throw new UnsupportedOperationException("never");
                });
        assertEquals(1, gantry.finished(submit(unless("IOException"))).attempt());
    }

    @Test
    void noFurtherAttemptAfterATimeoutWhereTheCallSaysSo() throws Exception {
        offer(
                (input, context) -> {
                    new Semaphore(0).acquire();
                    return null;
                });
        String id = gantry.submit(request(unless("timeout"), Duration.ofSeconds(5)));
        gantry.awaitState(id, RunState.RUNNING);
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofSeconds(1));
                    return gantry.run(id).state() == RunState.FINISHED;
                });
        assertEquals(RunResult.TIMEOUT, gantry.run(id).result());
        assertEquals(1, gantry.run(id).attempt());
    }

    @Test
    void noFurtherAttemptWhenTheFirstOneIsTooLongAgo() throws Exception {
        offer(
                (input, context) -> {
                    throw new IOException("attempt " + context.attempt());
                });
        Duration wait = Duration.ofSeconds(30);
        RetryPolicy policy = new RetryPolicy(100, wait, wait, Set.of(), Duration.ofMinutes(1));
        String id = submit(policy);
        EngineFixture.await(
                () -> {
                    if (gantry.run(id).state() == RunState.SCHEDULED) {
                        gantry.clock.advance(
                                Duration.between(gantry.clock.instant(), gantry.run(id).dueAt()));
                    }
                    return gantry.run(id).state() == RunState.FINISHED;
                });
        Run run = gantry.run(id);
        assertEquals(RunResult.FAILURE, run.result());
        assertTrue(run.attempt() >= 2 && run.attempt() <= 4, "attempts: " + run.attempt());
        Duration age = Duration.between(run.startedAt(), run.finishedAt());
        assertTrue(age.compareTo(Duration.ofMinutes(1)) <= 0, age.toString());
    }

    @Test
    void theFirstAttemptIsKnownAfterARestart() throws Exception {
        offer(
                (input, context) -> {
                    throw new IOException("attempt " + context.attempt());
                });
        Duration wait = Duration.ofSeconds(50);
        RetryPolicy policy = new RetryPolicy(100, wait, wait, Set.of(), Duration.ofSeconds(60));
        String id = submit(policy);
        gantry.awaitState(id, RunState.SCHEDULED);
        gantry.restart();
        gantry.start();
        gantry.clock.advance(wait);
        Run run = gantry.finished(id);
        assertEquals(2, run.attempt(), "the third would begin 75 s after the first at the soonest");
    }

    @Test
    void aWaitThatTheTaskAsksForCountsAgainstTheLimitOfAge() throws Exception {
        offer(
                (input, context) -> {
                    throw TaskFailure.retryAfter(Duration.ofHours(1), "come back later");
                });
        RetryPolicy policy = new RetryPolicy(9, NONE, NONE, Set.of(), Duration.ofMinutes(1));
        Run run = gantry.finished(submit(policy));
        assertEquals(1, run.attempt());
        assertEquals("come back later", run.error().message());
    }

    @Test
    void refusesPoliciesThatCannotBe() {
        for (String name : new String[] {"", "x".repeat(301)}) {
            assertThrows(IllegalArgumentException.class, () -> unless(name));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new RetryPolicy(1, NONE, NONE, Set.of(), Duration.ZERO));
    }
}
