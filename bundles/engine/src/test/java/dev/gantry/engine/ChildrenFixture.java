package dev.gantry.engine;

import dev.gantry.api.task.Child;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine with a parent as a test says, and task types for its children. */
abstract class ChildrenFixture {
    static final RetryPolicy TWO = new RetryPolicy(2, Duration.ZERO, Duration.ZERO);

    static final EngineSettings TWO_SLOTS =
            new EngineSettings(
                    2, 100_000, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ZERO);

    @TempDir Path folder;
    EngineFixture gantry;
    final Semaphore hold = new Semaphore(0);
    final AtomicInteger begun = new AtomicInteger();

    record Sum(int value) {}

    void start(EngineSettings settings) {
        gantry = new EngineFixture(folder, settings).start();
        gantry.catalog.offer(
                "child.held",
                () ->
                        (Task<Json, Sum>)
                                (input, context) -> {
                                    begun.incrementAndGet();
                                    hold.acquire();
                                    return new Sum(input.path("n").asInt());
                                },
                null,
                RetryPolicy.NONE);
        gantry.offer("child.quick", (input, context) -> new Sum(input.path("n").asInt()));
        gantry.offer(
                "child.broken",
                (input, context) -> {
                    throw new IOException("disk is away");
                });
    }

    @AfterEach
    void stop() throws Exception {
        hold.release(1000);
        gantry.close();
    }

    void parent(Task<Json, ?> task) {
        gantry.catalog.offer("parent", () -> task, null, TWO);
    }

    List<Run> children(String parent) {
        return gantry.engine
                .list(
                        new RunQuery(
                                null,
                                null,
                                null,
                                null,
                                null,
                                Map.of(),
                                100,
                                null,
                                RunQuery.Only.ANY,
                                null,
                                null,
                                parent,
                                null))
                .items();
    }

    static Child held(TaskContext context, String name) throws TaskFailure, InterruptedException {
        return context.child(name, "child.held", Map.of("n", 7));
    }
}
