package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.Task;
import dev.gantry.spi.run.Deadline;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Pause;
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

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(60)
class DeadlineTest {
    private static final Deadline SOON = new Deadline.Within(Duration.ofMinutes(10));

    @TempDir Path folder;
    private EngineFixture gantry;

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
        gantry.offer("a.b", (input, context) -> null);
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private static RunRequest request(String task, Duration delay, Deadline deadline, String key) {
        return RequestFixture.request(task)
                .delay(delay)
                .retry(new RetryPolicy(5, Duration.ofHours(1), Duration.ofHours(1)))
                .key(key)
                .deadline(deadline)
                .make();
    }

    private String submit(String task, Duration delay) {
        return gantry.submit(request(task, delay, SOON, null));
    }

    private void timesOut(String id) throws Exception {
        gantry.clock.advance(Duration.ofMinutes(9));
        assertTrue(gantry.run(id).state() != RunState.FINISHED);
        gantry.clock.advance(Duration.ofMinutes(1));
        Run run = gantry.finished(id);
        assertEquals(RunResult.TIMEOUT, run.result());
        assertEquals("timeout", run.error().type());
        assertTrue(run.error().message().contains("deadline"), run.error().message());
        assertTrue(run.deadLetter());
    }

    @Test
    void endsARunThatIsDueLater() throws Exception {
        String id = submit("a.b", Duration.ofHours(2));
        assertEquals(
                gantry.run(id).createdAt().plus(Duration.ofMinutes(10)), gantry.run(id).deadline());
        timesOut(id);
    }

    @Test
    void endsARunThatWaitsInMemory() throws Exception {
        timesOut(submit("a.b", Duration.ofMinutes(11)));
    }

    @Test
    void endsAPausedRun() throws Exception {
        gantry.control().pause(Pause.Scope.TASK, "a.b", "x", "anna");
        timesOut(submit("a.b", Duration.ZERO));
    }

    @Test
    void endsABlockedRun() throws Exception {
        gantry.catalog.withdraw("a.b");
        String id = submit("a.b", Duration.ZERO);
        gantry.awaitState(id, RunState.BLOCKED);
        timesOut(id);
    }

    @Test
    void endsARunThatWaitsForItsNextAttempt() throws Exception {
        gantry.offer(
                "bad.task",
                (input, context) -> {
                    throw new IllegalStateException("no");
                });
        String id = submit("bad.task", Duration.ZERO);
        EngineFixture.await(() -> gantry.run(id).attempt() == 1);
        gantry.awaitState(id, RunState.SCHEDULED);
        timesOut(id);
        assertEquals(1, gantry.run(id).attempt());
    }

    @Test
    void endsARunningRunWithoutAnotherAttempt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Task<Json, Object> waits =
                (input, context) -> {
                    begun.countDown();
                    CountDownLatch asked = new CountDownLatch(1);
                    context.cancellation().onRequest(asked::countDown);
                    asked.await();
                    context.cancellation().check();
                    return null;
                };
        gantry.offer("slow.task", waits);
        String id = submit("slow.task", Duration.ZERO);
        begun.await();
        timesOut(id);
        assertEquals(1, gantry.run(id).attempt());
    }

    @Test
    void aTaskIsToldTheEarlierOfDeadlineAndTimeout() throws Exception {
        Instant now = gantry.clock.instant();
        assertEquals(now.plus(Duration.ofMinutes(10)), told(null));
        assertEquals(now.plus(Duration.ofMinutes(10)), told(Duration.ofHours(1)));
        assertEquals(now.plusSeconds(30), told(Duration.ofSeconds(30)));
    }

    private Instant told(Duration timeout) throws Exception {
        AtomicReference<Instant> told = new AtomicReference<>();
        Task<Json, Object> asks =
                (input, context) -> {
                    told.set(context.deadline().orElse(null));
                    return null;
                };
        gantry.catalog.offer("asking.task", () -> asks, timeout, RetryPolicy.NONE);
        gantry.finished(submit("asking.task", Duration.ZERO));
        return told.get();
    }

    @Test
    void outlastsARestart() throws Exception {
        String id = submit("a.b", Duration.ofHours(2));
        gantry.restart();
        gantry.start();
        timesOut(id);
    }

    @Test
    void aRunThatIsInTimeIsLeftAlone() throws Exception {
        String id = submit("a.b", Duration.ZERO);
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        gantry.clock.advance(Duration.ofHours(1));
        String other = submit("a.b", Duration.ofHours(2));
        timesOut(other);
        assertEquals(RunResult.SUCCESS, gantry.run(id).result());
    }

    @Test
    void refusesWhatLiesBehindAndRepeatsByKey() {
        Deadline past = new Deadline.At(gantry.clock.instant().minusSeconds(1));
        CompletionException e =
                assertThrows(
                        CompletionException.class,
                        () -> gantry.submit(request("a.b", Duration.ZERO, past, null)));
        assertEquals(GantryException.Code.INVALID, ((GantryException) e.getCause()).code());
        assertThrows(IllegalArgumentException.class, () -> new Deadline.Within(Duration.ZERO));
        String first = gantry.submit(request("a.b", Duration.ofHours(1), SOON, "k"));
        gantry.clock.advance(Duration.ofSeconds(5));
        assertEquals(first, gantry.submit(request("a.b", Duration.ofHours(1), SOON, "k")));
    }
}
