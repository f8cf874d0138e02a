package dev.gantry.itests.tasks;

import dev.gantry.api.config.Settings;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** A task of a plugin that needs a configuration. */
@TaskType(id = "test.needy")
public final class Needy implements Task<Needy.Params, Needy.Seen> {

    @Settings
    public record Target(String host) {}

    public record Params() {}

    public record Seen(String host) {}

    @Override
    public Seen run(Params params, TaskContext context) {
        return new Seen(context.settings(Target.class).host());
    }
}
