package dev.gantry.bench.plugin;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** Does nothing, with typed parameters and a typed result: what is measured is Gantry. */
@TaskType(id = "bench.noop")
public final class Noop implements Task<Noop.Params, Noop.Done> {

    /** As much input as the peers' jobs have. */
    public record Params(long number) {}

    /** As little output as there can be. */
    public record Done() {}

    @Override
    public Done run(Params params, TaskContext context) {
        return new Done();
    }
}
