package acme.needy;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** A task of a plugin that needs a configuration. */
@TaskType(id = "needy.call")
public final class Call implements Task<Call.Params, Void> {
    public record Params() {}

    @Override
    public Void run(Params params, TaskContext context) {
        context.log().info("{}", context.settings(Needs.class));
        return null;
    }
}
