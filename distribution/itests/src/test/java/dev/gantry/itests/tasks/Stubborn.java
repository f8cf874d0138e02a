package dev.gantry.itests.tasks;

import dev.gantry.api.schema.Default;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Works for a while; stops when asked, when interrupted, or not at all. */
@TaskType(id = "test.stubborn")
public final class Stubborn implements Task<Stubborn.Params, Void> {

    public enum Manner {
        POLITE,
        INTERRUPTIBLE,
        DEAF
    }

    public record Params(Manner manner, @Default("PT30S") Duration work) {}

    @Override
    public Void run(Params params, TaskContext context) throws InterruptedException {
        switch (params.manner()) {
            case POLITE -> context.sleep(params.work());
            case INTERRUPTIBLE ->
                    new CountDownLatch(1).await(params.work().toMillis(), TimeUnit.MILLISECONDS);
            case DEAF -> spin(context.clock().instant().plus(params.work()), context);
        }
        return null;
    }

    private static void spin(Instant end, TaskContext context) {
        while (context.clock().instant().isBefore(end)) {
            Thread.onSpinWait();
        }
    }
}
