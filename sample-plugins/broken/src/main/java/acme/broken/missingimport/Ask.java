package acme.broken.missingimport;

import acme.missing.Library;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** Uses a library that is not in the JAR and that nobody offers. */
@TaskType(id = "broken.ask")
public final class Ask implements Task<Ask.Params, Ask.Report> {
    /** Nothing to choose. */
    public record Params() {}

    /** What was done. */
    public record Report(String text) {}

    @Override
    public Report run(Params params, TaskContext context) {
        return new Report(Library.answer());
    }
}
