package acme.keen;

import dev.gantry.api.needs.Needs;
import dev.gantry.api.schema.Secret;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Says what it needs. */
@TaskType(id = "keen.export")
@Needs(secrets = true, network = "*.acme.com:443", files = "/srv/keen")
public final class Export implements Task<Export.Params, Export.Done> {

    /** What it is given. */
    public record Params(@Secret String token, Path folder, List<URI> places) {}

    /** What it did. */
    public record Done(boolean done) {}

    @Override
    public Done run(Params params, TaskContext context) {
        return new Done(true);
    }

    /** More of the same plugin. */
    @Needs(processes = {"git", "/usr/bin/tar"})
    public static final class Archive {}
}
