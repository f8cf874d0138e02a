package dev.gantry.bench.plugin;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** Waits, as work does that waits for others. */
@TaskType(id = "bench.nap")
public final class Nap implements Task<Nap.Params, Nap.Done> {

    /** How long, in milliseconds. */
    public record Params(long millis) {}

    /** As little output as there can be. */
    public record Done() {}

    @Override
    public Done run(Params params, TaskContext context) throws InterruptedException {
        Thread.sleep(params.millis());
        return new Done();
    }
}
