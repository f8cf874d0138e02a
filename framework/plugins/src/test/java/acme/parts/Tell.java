package acme.parts;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A task that is a component with a reference. */
@TaskType(id = "parts.tell")
@Component(service = Task.class)
public final class Tell implements Task<Tell.Params, Tell.Told> {
    public record Params() {}

    public record Told(long now) {}

    private final Clock clock;

    @Activate
    public Tell(@Reference Clock clock) {
        this.clock = clock;
    }

    @Override
    public Told run(Params params, TaskContext context) {
        return new Told(clock.now());
    }
}
