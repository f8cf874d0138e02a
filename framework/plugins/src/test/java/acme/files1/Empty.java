package acme.files1;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** Is there in version 1 only. */
@TaskType(id = "files.empty")
public final class Empty implements Task<Empty.Params, Void> {
    public record Params() {}

    @Override
    public Void run(Params params, TaskContext context) {
        return null;
    }
}
