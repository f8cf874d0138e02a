package dev.gantry.sample.hello;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** Greets somebody. */
@TaskType(id = "hello.greet", title = "Greet somebody")
public final class Greet implements Task<Greet.Params, Greet.Greeting> {

    /** Whom. */
    public record Params(@Doc("Whom to greet") @Default("world") String name) {}

    /** How. */
    public record Greeting(String text) {}

    @Override
    public Greeting run(Params params, TaskContext context) {
        context.log().info("greeting {}", params.name());
        return new Greeting("Hello, " + params.name());
    }
}
