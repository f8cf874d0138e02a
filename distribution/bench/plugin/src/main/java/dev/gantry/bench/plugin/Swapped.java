package dev.gantry.bench.plugin;

import dev.gantry.api.schema.Default;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.nio.file.Path;

/** Works for a while and says which revision its code is of, before and after. */
@TaskType(id = "bench.swap")
public final class Swapped implements Task<Swapped.Params, Swapped.Seen> {

    /**
     * What to do.
     *
     * @param log gets a line for each execution, on its way
     * @param millis how long the work takes
     */
    public record Params(Path log, @Default("0") int millis) {}

    /** The revision's number, as the code knew it at the start and at the end. */
    public record Seen(String before, String after) {}

    @Override
    public Seen run(Params params, TaskContext context) throws IOException, InterruptedException {
        String[] seen = Work.work(params.log(), context.runId(), params.millis());
        return new Seen(seen[0], seen[1]);
    }
}
