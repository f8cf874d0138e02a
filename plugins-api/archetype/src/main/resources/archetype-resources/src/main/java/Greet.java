package ${package};

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** Greets somebody. */
@TaskType(id = "${artifactId}.greet", title = "Greet somebody")
public final class Greet implements Task<Greet.Params, Greet.Greeting> {

    /** What a caller chooses; checked before the task begins. */
    public record Params(@Doc("Whom to greet") @Default("world") String name) {}

    /** What the run gives back. */
    public record Greeting(String text) {}

    @Override
    public Greeting run(Params params, TaskContext context) {
        context.log().info("greeting {}", params.name());
        return new Greeting("Hello, " + params.name());
    }
}
