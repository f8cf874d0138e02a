package dev.gantry.itests.tasks;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Calls a target that answers where a file is, and notes each call. */
@TaskType(id = "test.caller")
public final class Caller implements Task<Caller.Params, Caller.Answer> {

    public record Params(Path well, Path trail) {}

    public record Answer(int attempt) {}

    @Override
    public Answer run(Params params, TaskContext context) throws Exception {
        return context.target("test.service")
                .call(
                        () -> {
                            Files.writeString(
                                    params.trail(),
                                    "called\n",
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.APPEND);
                            if (!Files.exists(params.well())) {
                                throw new IOException("the service is ill");
                            }
                            return new Answer(context.attempt());
                        });
    }
}
