package dev.gantry.itests.tasks;

import dev.gantry.api.schema.Default;
import dev.gantry.api.task.Retry;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Goes step by step, remembers the step by its heartbeat, and falls silent where it is told to. */
@TaskType(
        id = "test.stepper",
        heartbeat = "PT1S",
        retry = @Retry(attempts = 3, backoff = "PT0.1S..PT0.2S"))
public final class Stepper implements Task<Stepper.Params, Stepper.Done> {

    public record Params(Path trail, int steps, Duration each, @Default("0") int silentAfter) {}

    public record At(int step) {}

    public record Done(int attempts) {}

    @Override
    public Done run(Params params, TaskContext context) throws Exception {
        int from = context.resume(At.class).map(At::step).orElse(0);
        for (int step = from + 1; step <= params.steps(); step++) {
            note(params, context.attempt() + " " + step);
            context.heartbeat(new At(step));
            if (step == params.silentAfter() && context.attempt() == 1) {
                context.sleep(Duration.ofMinutes(5));
            }
            context.sleep(params.each());
        }
        return new Done(context.attempt());
    }

    private static void note(Params params, String line) throws IOException {
        Files.writeString(
                params.trail(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
