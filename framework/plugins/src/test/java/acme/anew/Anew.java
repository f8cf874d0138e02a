package acme.anew;

import dev.gantry.api.config.Settings;
import dev.gantry.api.schema.Default;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** A component that is activated anew by each change. */
@TaskType(id = "anew.show")
@Component(
        service = Task.class,
        configurationPid = "acme.anew",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Anew implements Task<Anew.Params, Anew.Seen> {
    @Settings
    public record Sizes(@Default("1") int size) {}

    public record Params() {}

    public record Seen(int size) {}

    @interface Config {
        int size();
    }

    private final int size;

    @Activate
    public Anew(Config config) {
        size = config.size();
    }

    @Override
    public Seen run(Params params, TaskContext context) {
        return new Seen(size);
    }
}
