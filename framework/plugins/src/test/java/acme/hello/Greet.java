package acme.hello;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.task.Retry;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

/** A plain task. */
@TaskType(
        id = "hello.greet",
        title = "Greet somebody",
        timeout = "PT5S",
        retry = @Retry(attempts = 3, backoff = "PT1S..PT1M", unless = IllegalStateException.class))
public final class Greet implements Task<Greet.Params, Greet.Greeting> {
    public record Params(@Doc("Whom to greet") @Default("world") String name) {
        public Params {
            if (name.equals("nobody")) {
                throw new IllegalArgumentException("nobody cannot be greeted");
            }
        }
    }

    public record Greeting(String text) {}

    @Override
    public Greeting run(Params params, TaskContext context) {
        if (params.name().isEmpty()) {
            throw new IllegalStateException("no name");
        }
        return new Greeting("Hello, " + params.name());
    }
}
