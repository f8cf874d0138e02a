package dev.gantry.itests.tasks;

import dev.gantry.api.schema.Default;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.time.Duration;
import java.time.Instant;

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
        Instant end = context.clock().instant().plus(params.work());
        while (context.clock().instant().isBefore(end)) {
            switch (params.manner()) {
                case POLITE -> {
                    context.cancellation().check();
                    Thread.sleep(10);
                }
                case INTERRUPTIBLE -> Thread.sleep(10);
                case DEAF -> Thread.onSpinWait();
            }
        }
        return null;
    }
}
