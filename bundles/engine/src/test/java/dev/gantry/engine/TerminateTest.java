package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.TaskContext;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.GantryException;
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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is stopped at once, without clean-up. */
@Timeout(60)
class TerminateTest {
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

    /** Waits in execute until it is interrupted, and notes whether it was rolled back. */
    private static final class Held implements PhasedTask<Json, String, String> {
        private final CountDownLatch begun;
        private final AtomicBoolean rolledBack;

        Held(CountDownLatch begun, AtomicBoolean rolledBack) {
            this.begun = begun;
            this.rolledBack = rolledBack;
        }

        @Override
        public String prepare(Json params, TaskContext context) {
            return "held";
        }

        @Override
        public String execute(Json params, String held, TaskContext context)
                throws InterruptedException {
            begun.countDown();
            new CountDownLatch(1).await();
            return null;
        }

        @Override
        public void commit(Json params, String held, String result, TaskContext context) {}

        @Override
        public void rollback(Json params, String held, Throwable cause, TaskContext context) {
            rolledBack.set(true);
        }
    }

    @Test
    void terminateCallsNoRollbackAndCancelDoes() throws Exception {
        AtomicBoolean rolledBack = new AtomicBoolean();
        for (boolean hard : List.of(true, false)) {
            CountDownLatch begun = new CountDownLatch(1);
            gantry.catalog.offer("phased.task", () -> new Held(begun, rolledBack));
            String id = gantry.submit("phased.task");
            begun.await();
            if (hard) {
                Run run = gantry.control().terminate(id, "must go");
                assertEquals(RunResult.CANCELLED, run.result());
                assertEquals("terminated: must go", run.reason());
                assertEquals("terminated", run.error().type());
                assertEquals(
                        Attempt.State.ABANDONED, gantry.engine.attempts(id).getFirst().state());
                EngineFixture.await(() -> gantry.catalog.leases() == 0);
                assertFalse(rolledBack.get());
            } else {
                gantry.engine.cancel(id, "please");
                gantry.clock.advance(Duration.ofSeconds(3));
                assertEquals(RunResult.CANCELLED, gantry.finished(id).result());
                assertTrue(rolledBack.get());
            }
        }
    }

    @Test
    void aLateResultOfATerminatedRunIsNotRecorded() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean release = new AtomicBoolean();
        gantry.offer(
                "deaf.task",
                (input, context) -> {
                    begun.countDown();
                    while (!release.get()) {
                        Thread.onSpinWait();
                    }
                    context.log().info("too late");
                    return new int[] {1};
                });
        String id = gantry.submit("deaf.task");
        begun.await();
        gantry.engine.cancel(id, "please");
        assertEquals(RunState.CANCELLING, gantry.run(id).state());
        Run run = gantry.control().terminate(id, null);
        assertEquals(RunResult.CANCELLED, run.result());
        assertEquals("terminated", run.reason());
        release.set(true);
        EngineFixture.await(() -> gantry.catalog.leases() == 0);
        assertEquals(RunResult.CANCELLED, gantry.run(id).result());
        assertNull(gantry.run(id).output());
        EngineFixture.await(
                () -> gantry.engine.dispatcher().free() == gantry.engine.dispatcher().total());
        GantryException again =
                assertThrows(GantryException.class, () -> gantry.control().terminate(id, null));
        assertEquals(GantryException.Code.CONFLICT, again.code());
    }

    @Test
    void terminatesWhatWaits() {
        String id = gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(5)));
        assertEquals("terminated", gantry.control().terminate(id, "").reason());
        assertEquals(RunResult.CANCELLED, gantry.run(id).result());
    }
}
