package acme.sly;

import dev.gantry.api.schema.Secret;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** Takes a secret, and does not say that it needs one. */
@TaskType(id = "sly.grab")
public final class Grab implements Task<Grab.Params, Grab.Done> {

    /** What it is given. */
    public record Params(@Secret String token) {}

    /** What it did. */
    public record Done(boolean done) {}

    @Override
    public Done run(Params params, TaskContext context) {
        return new Done(true);
    }
}
