package acme.broken.noschema;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.net.Socket;

/** Wants a parameter that nobody could write as JSON. */
@TaskType(id = "broken.connect")
public final class Connect implements Task<Connect.Params, Connect.Report> {
    /** Nothing to choose. */
    public record Params(Socket socket) {}

    /** What was done. */
    public record Report(String text) {}

    @Override
    public Report run(Params params, TaskContext context) {
        return new Report("connected to " + params.socket());
    }
}
