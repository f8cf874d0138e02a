package dev.gantry.itests.tasks;

import dev.gantry.api.schema.Default;
import dev.gantry.api.task.Retry;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.api.task.TaskType;

/** Fails a number of times, remembers that by its heartbeat, then succeeds. */
@TaskType(id = "test.flaky", retry = @Retry(attempts = 4, backoff = "PT0.1S..PT0.2S"))
public final class Flaky implements Task<Flaky.Params, Flaky.Done> {

    public record Params(int failures, @Default("false") boolean permanent) {}

    public record Memory(int failed) {}

    public record Done(int attempts, int remembered) {}

    @Override
    public Done run(Params params, TaskContext context) throws TaskFailure {
        int remembered = context.resume(Memory.class).map(Memory::failed).orElse(0);
        context.log().info("attempt {} remembers {}", context.attempt(), remembered);
        context.progress(0.5, "half way");
        if (context.attempt() <= params.failures()) {
            context.heartbeat(new Memory(remembered + 1));
            if (params.permanent()) {
                throw TaskFailure.permanent("no use in trying again");
            }
            throw new IllegalStateException("attempt " + context.attempt() + " fails");
        }
        return new Done(context.attempt(), remembered);
    }
}
