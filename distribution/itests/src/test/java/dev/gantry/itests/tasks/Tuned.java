package dev.gantry.itests.tasks;

import dev.gantry.api.config.Settings;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Range;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.time.Duration;
import java.time.Instant;

/** Says what its plugin is set to, and waits for a change of it if it is told to. */
@TaskType(id = "test.tuned")
public final class Tuned implements Task<Tuned.Params, Tuned.Seen> {

    private static final Duration PAUSE = Duration.ofMillis(10);

    @Settings
    public record Limits(@Default("5") @Range(min = 1) int limit, @Default("x") String name) {}

    public record Params(@Default("PT0S") Duration patience) {}

    public record Seen(int before, int after) {}

    @Override
    public Seen run(Params params, TaskContext context) throws InterruptedException {
        int before = context.settings(Limits.class).limit();
        context.progress(0.5, "saw " + before);
        Instant end = context.clock().instant().plus(params.patience());
        while (context.settings(Limits.class).limit() == before
                && context.clock().instant().isBefore(end)) {
            context.sleep(PAUSE);
        }
        return new Seen(before, context.settings(Limits.class).limit());
    }
}
