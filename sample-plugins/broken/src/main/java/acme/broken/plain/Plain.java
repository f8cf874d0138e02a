package acme.broken.plain;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** A task with nothing wrong in it: what surrounds it is. */
@TaskType(id = "broken.plain")
public final class Plain implements Task<Plain.Params, Plain.Report> {
    /** Nothing to choose. */
    public record Params() {}

    /** What was done. */
    public record Report(String text) {}

    @Override
    public Report run(Params params, TaskContext context) {
        return new Report("fine");
    }
}
