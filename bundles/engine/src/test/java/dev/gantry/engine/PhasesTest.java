package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.context.CancelledException;
import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.TaskContext;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunResult;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** The phases of one attempt, and what undoes them. */
@Timeout(60)
class PhasesTest {
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

    /** Notes its calls; fails where told. */
    private static final class Phased implements PhasedTask<Json, String, String> {
        private final List<String> calls;
        private final List<String> failing;

        Phased(List<String> calls, List<String> failing) {
            this.calls = calls;
            this.failing = failing;
        }

        private void call(String phase) throws IOException {
            calls.add(phase);
            if (failing.contains(phase)) {
                throw new IOException(phase + " broke");
            }
        }

        @Override
        public String prepare(Json params, TaskContext context) throws IOException {
            call("prepare");
            return "held";
        }

        @Override
        public String execute(Json params, String held, TaskContext context) throws IOException {
            call("execute");
            return held + " done";
        }

        @Override
        public void commit(Json params, String held, String result, TaskContext context)
                throws IOException {
            call("commit");
        }

        @Override
        public void rollback(Json params, String held, Throwable cause, TaskContext context)
                throws IOException {
            assertEquals("held", held);
            assertFalse(context.cancellation().requested());
            assertTrue(context.deadline().isPresent());
            call("rollback because " + cause.getMessage());
            call("rollback");
        }
    }

    private Run phased(List<String> calls, String... failing) throws Exception {
        gantry.catalog.offer("ledger", () -> new Phased(calls, List.of(failing)));
        return gantry.finished(gantry.submit("ledger"));
    }

    @Test
    void runsPhasesAndUndoesThem() throws Exception {
        List<String> good = new ArrayList<>();
        Run done = phased(good);
        assertEquals("\"held done\"", done.output());
        assertEquals(List.of("prepare", "execute", "commit"), good);
        assertEquals(
                good,
                gantry.engine.attempts(done.id()).getFirst().phases().stream()
                        .map(Attempt.Phase::name)
                        .toList());

        List<String> unprepared = new ArrayList<>();
        assertEquals("prepare", phased(unprepared, "prepare").error().phase());
        assertEquals(List.of("prepare"), unprepared);

        List<String> undone = new ArrayList<>();
        Run failed = phased(undone, "commit");
        assertEquals(RunResult.FAILURE, failed.result());
        assertEquals("commit", failed.error().phase());
        assertEquals(
                List.of(
                        "prepare",
                        "execute",
                        "commit",
                        "rollback because commit broke",
                        "rollback"),
                undone);

        Run worse = phased(new ArrayList<>(), "execute", "rollback");
        assertEquals("execute", worse.error().phase());
        assertTrue(worse.error().message().startsWith("execute broke; and rollback failed: "));
        assertTrue(worse.error().message().contains("rollback broke"));
    }

    @Test
    void undoesWhatIsStoppedBetweenPhases() throws Exception {
        CountDownLatch executing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicReference<Throwable> cause = new AtomicReference<>();
        gantry.catalog.offer(
                "ledger",
                () ->
                        new PhasedTask<Json, String, String>() {
                            @Override
                            public String prepare(Json params, TaskContext context) {
                                return "held";
                            }

                            @Override
                            public String execute(Json params, String held, TaskContext context)
                                    throws InterruptedException {
                                executing.countDown();
                                go.await();
                                return "done";
                            }

                            @Override
                            public void commit(
                                    Json params, String held, String result, TaskContext context) {
                                throw new AssertionError("not after a stop");
                            }

                            @Override
                            public void rollback(
                                    Json params, String held, Throwable why, TaskContext context) {
                                cause.set(why);
                            }
                        });
        String id = gantry.submit("ledger");
        executing.await();
        gantry.engine.cancel(id, "changed my mind");
        go.countDown();
        assertEquals(RunResult.CANCELLED, gantry.finished(id).result());
        assertTrue(cause.get() instanceof CancelledException);
    }
}
