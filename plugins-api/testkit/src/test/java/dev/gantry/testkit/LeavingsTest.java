package dev.gantry.testkit;

import static dev.gantry.testkit.GantryAssertions.assertThat;
import static dev.gantry.testkit.GantryAssertions.assertUnloads;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.panel.Panel;
import dev.gantry.api.panel.PanelContext;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What plugin code leaves behind is found. */
@GantryTest
class LeavingsTest {
    record Params(String name) {
        Params() {
            this("");
        }
    }

    record Out(String text) {}

    /** Starts a thread that ends when the test says so, by name. */
    static final class Ticker implements Task<Params, Out> {
        private final CountDownLatch end;

        Ticker() {
            this(new CountDownLatch(1));
        }

        Ticker(CountDownLatch end) {
            this.end = end;
        }

        @Override
        public Out run(Params params, TaskContext context) {
            Thread.ofPlatform()
                    .name(params.name())
                    .daemon()
                    .start(
                            () -> {
                                try {
                                    end.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
            return new Out("");
        }
    }

    static final class Quiet implements Task<Params, Out> {
        @Override
        public Out run(Params params, TaskContext context) throws InterruptedException {
            Thread.ofPlatform().start(() -> {}).join();
            return new Out(params.name());
        }
    }

    static final class Look implements Detector<Params> {
        @Override
        public Verdict inspect(Params config, CheckContext context) {
            return Verdict.of(Status.OK);
        }
    }

    static final class Board implements Panel<Params, Out> {
        @Override
        public Out data(Params query, PanelContext context) {
            return new Out(query.name());
        }
    }

    @Test
    void namesThreadsThatWereLeft(TaskRunner tasks) {
        var end = new CountDownLatch(1);
        var run = tasks.run(new Ticker(end), new Params("tick tack"));
        try {
            var error = assertThrows(AssertionError.class, () -> assertThat(run).leftNoThreads());
            assertTrue(error.getMessage().contains("tick tack"), error::getMessage);
        } finally {
            end.countDown();
        }
        assertThat(run).leftNoThreads();
        assertThat(tasks.run(new Quiet(), new Params("a"))).succeeded().leftNoThreads();
    }

    @Test
    void classesOfTidyCodeGo() {
        assertUnloads(Quiet.class, Map.of("name", "Ada"));
        assertUnloads(Look.class, Map.of("name", "Ada"));
        assertUnloads(Board.class, Map.of("name", "Ada"));
    }

    @Test
    void saysWhatKeepsClasses() {
        var kept =
                assertThrows(
                        AssertionError.class,
                        () -> assertUnloads(Ticker.class, Map.of("name", "keeper")));
        assertTrue(
                kept.getMessage().contains("threads that still run: [keeper]"), kept::getMessage);
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("keeper"))
                .forEach(Thread::interrupt);
    }

    @Test
    void saysThatTheWorkFailed() {
        assertThrows(
                IllegalArgumentException.class, () -> assertUnloads(Quiet.class, Map.of("nam", 1)));
        assertThrows(IllegalArgumentException.class, () -> assertUnloads(Params.class, Map.of()));
    }
}
