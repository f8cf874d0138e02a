package acme.files1;

import dev.gantry.api.schema.Default;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.time.Duration;

/** Version 1 of a task type. */
@TaskType(id = "files.cleanup")
public final class Cleanup implements Task<Cleanup.Params, Cleanup.Done> {
    public record Params(@Default("P7D") Duration age, @Default("false") boolean dry) {}

    public record Done(long deleted, long bytes) {}

    @Override
    public Done run(Params params, TaskContext context) {
        throw new UnsupportedOperationException();
    }
}
