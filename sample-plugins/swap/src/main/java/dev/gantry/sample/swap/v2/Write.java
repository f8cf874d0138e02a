package dev.gantry.sample.swap.v2;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.time.Duration;

/** Writes a letter; version 1.1.0 takes one parameter more, and says one thing more. */
@TaskType(id = "letter.write", title = "Write a letter")
public final class Write implements Task<Write.Params, Write.Letter> {

    /** To whom. What is new has a default, so that callers need not change. */
    public record Params(
            @Doc("To whom") String name,
            @Doc("How long it takes") @Default("PT0S") Duration takes,
            @Doc("How it begins") @Default("Dear") String salutation) {}

    /** What it says; who does not know the new member skips it. */
    public record Letter(String text, int length) {}

    @Override
    public Letter run(Params params, TaskContext context) throws InterruptedException {
        context.sleep(params.takes());
        String text = params.salutation() + " " + params.name() + ", yours, 1.1.0";
        return new Letter(text, text.length());
    }
}
