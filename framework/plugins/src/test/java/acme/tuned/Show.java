package acme.tuned;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A component that is modified while it lives. */
@TaskType(id = "tuned.show")
@Component(service = Task.class, configurationPid = "acme.tuned", immediate = true)
public final class Show implements Task<Show.Params, Show.Seen> {
    public record Params() {}

    /** What the component was told, each time. */
    public record Seen(List<String> told) {}

    @interface Config {
        int limit() default -1;

        String[] names() default {};

        int inner_first() default -1;
    }

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Activate
    public Show(Config config) {
        tell("activated", config);
    }

    @Modified
    void modified(Config config) {
        tell("modified", config);
    }

    private void tell(String what, Config config) {
        told.add(what + " " + config.limit() + List.of(config.names()) + config.inner_first());
    }

    @Override
    public Seen run(Params params, TaskContext context) {
        return new Seen(List.copyOf(told));
    }
}
