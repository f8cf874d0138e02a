package dev.gantry.bench.plugin;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Leaves its number in a file: what is there was executed, whatever became of the process. */
@TaskType(id = "bench.trail")
public final class Trail implements Task<Trail.Params, Trail.Done> {

    /** Which number, and where to. */
    public record Params(long number, Path file) {}

    /** As little output as there can be. */
    public record Done() {}

    @Override
    public Done run(Params params, TaskContext context) throws IOException {
        Files.writeString(
                params.file(),
                params.number() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        return new Done();
    }
}
