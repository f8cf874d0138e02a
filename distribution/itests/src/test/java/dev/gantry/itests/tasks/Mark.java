package dev.gantry.itests.tasks;

import dev.gantry.api.schema.Default;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Leaves a line in a file when it has worked for a while: the oracle of the crash tests. */
@TaskType(id = "test.mark", title = "Leave a mark")
public final class Mark implements Task<Mark.Params, Mark.Done> {

    public record Params(Path file, int number, @Default("PT0S") Duration work) {}

    public record Done(int number) {}

    @Override
    public Done run(Params params, TaskContext context) throws IOException, InterruptedException {
        context.sleep(params.work());
        Files.writeString(
                params.file(),
                params.number() + " " + context.runId() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        return new Done(params.number());
    }
}
