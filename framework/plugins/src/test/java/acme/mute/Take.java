package acme.mute;

import dev.gantry.api.schema.Secret;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** Takes a secret, and says nothing of what it needs. */
@TaskType(id = "mute.take")
public final class Take implements Task<Take.Params, Take.Done> {

    /** What it is given. */
    public record Params(@Secret String token) {}

    /** What it did. */
    public record Done(boolean done) {}

    @Override
    public Done run(Params params, TaskContext context) {
        return new Done(true);
    }
}
