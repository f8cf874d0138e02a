package dev.gantry.bench.plugin;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** Tells when its body began, by the clock that all of one JVM share. */
@TaskType(id = "bench.clock")
public final class Clock implements Task<Clock.Params, Clock.Begun> {

    /** As much input as {@link Noop} has. */
    public record Params(long number) {}

    /** When, in nanoseconds of {@link System#nanoTime}. */
    public record Begun(long nanos) {}

    @Override
    public Begun run(Params params, TaskContext context) {
        return new Begun(System.nanoTime());
    }
}
