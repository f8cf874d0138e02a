package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.Task;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunResult;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** What a revision is charged with for how its attempts ended. */
@Timeout(60)
class ChargedTest {
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

    private void offer(String id, RetryPolicy retry, Duration timeout, Task<Json, ?> task) {
        gantry.catalog.offer(id, () -> task, timeout, retry);
    }

    @Test
    void aRevisionIsChargedWhereMemoryRanOut() throws Exception {
        offer(
                "direct",
                RetryPolicy.NONE,
                null,
                (input, context) -> {
                    throw new OutOfMemoryError("Java heap space");
                });
        offer(
                "wrapped",
                RetryPolicy.NONE,
                null,
                (input, context) -> {
                    throw new IllegalStateException(
                            new IOException(
                                    new OutOfMemoryError("unable to create native thread")));
                });
        offer(
                "deep",
                RetryPolicy.NONE,
                null,
                (input, context) -> {
                    throw new StackOverflowError();
                });
        offer(
                "endless",
                RetryPolicy.NONE,
                null,
                (input, context) -> {
                    IOException one = new IOException("one");
                    throw new IOException("two", one.initCause(new IOException("three", one)));
                });
        String direct = gantry.submit("direct");
        assertEquals(RunResult.FAILURE, gantry.finished(direct).result());
        String charged = gantry.catalog.blamed.getFirst();
        assertTrue(
                charged.startsWith(
                        "MEMORY: attempt 1 of run "
                                + direct
                                + " (task direct) ran out of memory: Java heap space, at "),
                charged);
        assertEquals(RunResult.FAILURE, gantry.finished(gantry.submit("wrapped")).result());
        assertEquals(2, gantry.catalog.blamed.size());
        assertEquals(RunResult.FAILURE, gantry.finished(gantry.submit("deep")).result());
        assertEquals(RunResult.FAILURE, gantry.finished(gantry.submit("endless")).result());
        assertEquals(2, gantry.catalog.blamed.size());
    }

    @Test
    void aRevisionIsChargedWhereAnAttemptIsGivenUpButNotWhereItOnlyTookTooLong() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        offer(
                "slow",
                RetryPolicy.NONE,
                Duration.ofSeconds(5),
                (input, context) -> {
                    release.await();
                    return null;
                });
        offer(
                "hung",
                RetryPolicy.NONE,
                Duration.ofSeconds(5),
                (input, context) -> {
                    while (release.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return null;
                });
        String slow = gantry.submit("slow");
        String hung = gantry.submit("hung");
        EngineFixture.await(() -> gantry.engine.running() == 2);
        RunningAttempt late = gantry.engine.lives().get(RunIds.parse(slow)).attempt();
        RunningAttempt stuck = gantry.engine.lives().get(RunIds.parse(hung)).attempt();
        gantry.clock.advance(Duration.ofSeconds(5));
        EngineFixture.await(() -> late.signal().requested() && stuck.signal().requested());
        gantry.clock.advance(Duration.ofSeconds(2));
        assertEquals(RunResult.TIMEOUT, gantry.finished(slow).result());
        EngineFixture.await(() -> stuck.limit().interrupted().get());
        gantry.clock.advance(Duration.ofSeconds(10));
        assertEquals(RunResult.TIMEOUT, gantry.finished(hung).result());
        EngineFixture.await(() -> !gantry.catalog.blamed.isEmpty());
        release.countDown();
        assertEquals(1, gantry.catalog.blamed.size());
        String charged = gantry.catalog.blamed.getFirst();
        assertTrue(charged.startsWith("HANG: attempt 1 of run " + hung), charged);
        assertTrue(charged.contains("ChargedTest"), charged);
    }
}
