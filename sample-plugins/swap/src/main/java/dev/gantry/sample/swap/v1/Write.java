package dev.gantry.sample.swap.v1;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.time.Duration;

/** Writes a letter; version 1.0.0. */
@TaskType(id = "letter.write", title = "Write a letter")
public final class Write implements Task<Write.Params, Write.Letter> {

    /** To whom. */
    public record Params(
            @Doc("To whom") String name,
            @Doc("How long it takes") @Default("PT0S") Duration takes) {}

    /** What it says. */
    public record Letter(String text) {}

    @Override
    public Letter run(Params params, TaskContext context) throws InterruptedException {
        context.sleep(params.takes());
        return new Letter("Dear " + params.name() + ", yours, 1.0.0");
    }
}
