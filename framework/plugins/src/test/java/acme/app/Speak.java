package acme.app;

import acme.lib.Words;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** Uses a library that another plugin brings. */
@TaskType(id = "app.speak")
public final class Speak implements Task<Speak.Params, Speak.Report> {
    /** Nothing. */
    public record Params() {}

    /** What it said. */
    public record Report(String text) {}

    @Override
    public Report run(Params params, TaskContext context) {
        return new Report(Words.some());
    }
}
