package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.BulkRequest;
import dev.gantry.spi.run.BulkResult;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class RetryNowTest {
    @TempDir Path folder;
    private EngineFixture gantry;
    private volatile boolean well;

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
        offer();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private void offer() {
        gantry.offer(
                "a.b",
                (input, context) -> {
                    if (!well) {
                        throw new IllegalStateException("not yet");
                    }
                    return null;
                });
    }

    /** A run whose first attempt failed, and that waits so long for the second. */
    private String waiting(Duration wait) {
        String id =
                gantry.submit(
                        RequestFixture.request("a.b")
                                .timeout(Duration.ofMinutes(1))
                                .retry(new RetryPolicy(2, wait, wait))
                                .make());
        EngineFixture.await(() -> gantry.run(id).attempt() == 1);
        gantry.awaitState(id, RunState.SCHEDULED);
        return id;
    }

    private String refused(String id) {
        GantryException refusal =
                assertThrows(GantryException.class, () -> gantry.control().retry(id));
        assertEquals(GantryException.Code.CONFLICT, refusal.code());
        return refusal.getMessage();
    }

    @Test
    void theNextAttemptBeginsWithoutTheRestOfTheWait() throws Exception {
        String id = waiting(Duration.ofSeconds(20));
        well = true;
        assertEquals(id, gantry.control().retry(id).id());
        Run run = gantry.finished(id);
        assertEquals(RunResult.SUCCESS, run.result());
        assertEquals(2, run.attempt());
    }

    @Test
    void itUsesUpAnAttemptLikeAnyOther() throws Exception {
        String id = waiting(Duration.ofSeconds(20));
        gantry.control().retry(id);
        Run run = gantry.finished(id);
        assertEquals(RunResult.FAILURE, run.result());
        assertEquals(2, run.attempt());
        assertTrue(refused(id).contains("rerun it"), refused(id));
    }

    @Test
    void itReachesRunsThatAreInTheStoreOnly() throws Exception {
        String id = waiting(Duration.ofHours(3));
        EngineFixture.await(() -> gantry.engine.lives().size() == 0);
        well = true;
        gantry.control().retry(id);
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
    }

    @Test
    void itIsOnDiskWhenTheCallReturns() throws Exception {
        String id = waiting(Duration.ofHours(3));
        gantry.control().pause(Pause.Scope.TASK, "a.b", "wait", "anna");
        gantry.control().retry(id);
        gantry.restart();
        well = true;
        offer();
        gantry.start();
        gantry.control().resume(Pause.Scope.TASK, "a.b", "anna");
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
    }

    @Test
    void whatDoesNotWaitForAnAttemptIsRefused() throws Exception {
        String delayed = gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(5)));
        gantry.awaitState(delayed, RunState.SCHEDULED);
        assertTrue(refused(delayed).contains("has had no attempt yet"), refused(delayed));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        gantry.offer(
                "slow.task",
                (input, context) -> {
                    begun.countDown();
                    end.await();
                    return null;
                });
        String running = gantry.submit("slow.task");
        begun.await();
        assertTrue(refused(running).endsWith("it is running"), refused(running));
        end.countDown();
        gantry.finished(running);
        assertEquals(
                GantryException.Code.NOT_FOUND,
                assertThrows(
                                GantryException.class,
                                () ->
                                        gantry.control()
                                                .retry(RunIds.text(RunIds.known(running) + 9)))
                        .code());
    }

    @Test
    void inBulkItGoesToThoseThatWaitForAnAttempt() throws Exception {
        String one = waiting(Duration.ofSeconds(20));
        String two = waiting(Duration.ofSeconds(20));
        String delayed = gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(5)));
        gantry.awaitState(delayed, RunState.SCHEDULED);
        well = true;
        RunQuery query =
                new RunQuery(
                        null,
                        null,
                        "a.b",
                        null,
                        null,
                        Map.of(),
                        1,
                        null,
                        RunQuery.Only.ANY,
                        null,
                        null,
                        null,
                        null);
        BulkResult result =
                gantry.control()
                        .bulk(
                                new BulkRequest(
                                        BulkRequest.Action.RETRY, query, 100, false, null, "anna"));
        assertEquals(2, result.matched());
        assertEquals(2, result.done());
        assertEquals(RunResult.SUCCESS, gantry.finished(one).result());
        assertEquals(RunResult.SUCCESS, gantry.finished(two).result());
        assertEquals(RunState.SCHEDULED, gantry.run(delayed).state());
    }
}
