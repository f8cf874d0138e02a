package acme.sly;

import dev.gantry.api.needs.Needs;
import dev.gantry.api.schema.Secret;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** Says what it needs, and not that it takes a secret. */
@TaskType(id = "sly.grab")
@Needs(files = "/srv/sly")
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
