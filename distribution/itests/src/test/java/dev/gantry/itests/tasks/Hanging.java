package dev.gantry.itests.tasks;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.util.concurrent.CountDownLatch;

/** Leaves a gauge that never answers. */
@TaskType(id = "test.hanging")
public final class Hanging implements Task<Hanging.Params, Hanging.Done> {

    public record Params() {}

    public record Done() {}

    @Override
    public Done run(Params params, TaskContext context) {
        CountDownLatch never = new CountDownLatch(1);
        context.metrics()
                .gauge(
                        "stuck",
                        "Never known",
                        () -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return 0;
                        });
        return new Done();
    }
}
