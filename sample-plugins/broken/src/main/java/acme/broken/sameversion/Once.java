package acme.broken.sameversion;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** Is built twice with one version, from different content. */
@TaskType(id = "broken.once")
public final class Once implements Task<Once.Params, Once.Report> {
    /** Nothing to choose. */
    public record Params() {}

    /** What was done. */
    public record Report(String text) {}

    @Override
    public Report run(Params params, TaskContext context) {
        return new Report("once");
    }
}
