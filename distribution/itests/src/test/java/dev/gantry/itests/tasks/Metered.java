package dev.gantry.itests.tasks;

import dev.gantry.api.metric.Metrics;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.time.Duration;

/** Leaves metrics of its own, one of which asks an object of its own at each scrape. */
@TaskType(id = "test.metered")
public final class Metered implements Task<Metered.Params, Metered.Done> {

    public record Params(int number) {}

    public record Done() {}

    /** Something that is open as long as the plugin. */
    private static final class Pool {
        double open() {
            return 1;
        }
    }

    @Override
    public Done run(Params params, TaskContext context) {
        Metrics metrics = context.metrics();
        String kind = params.number() % 2 == 0 ? "even" : "odd";
        metrics.counter("metered_total", "Runs by kind", "kind", kind).increment();
        metrics.timer("metered_seconds", "Always the same").record(Duration.ofMillis(70));
        metrics.gauge("number", "The last one").set(params.number());
        metrics.gauge("open", "Pools that are open", new Pool()::open);
        return new Done();
    }
}
