package dev.gantry.plugins.catalog;

import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.Task;
import dev.gantry.plugins.schema.Schema;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.PanelLook;
import dev.gantry.spi.run.RetryPolicy;

import java.time.Duration;
import java.util.List;

/**
 * One contribution of a live revision.
 *
 * @param id as in the catalogue
 * @param impl the plugin's class
 * @param input its parameter or configuration record
 * @param inputSchema as JSON
 * @param schema the same, for checks
 * @param outputSchema as JSON, {@code null} for none
 * @param timeout of one attempt, {@code null} for none
 * @param heartbeat how long an attempt may be silent, {@code null} for any time
 * @param unless after which exceptions another attempt is pointless
 * @param look how it is shown, {@code null} for what is no panel
 */
public record Offering(
        Kind kind,
        String id,
        String title,
        String description,
        Class<?> impl,
        Class<?> input,
        String inputSchema,
        Schema schema,
        String outputSchema,
        Duration timeout,
        Duration heartbeat,
        RetryPolicy retry,
        List<Class<? extends Throwable>> unless,
        PanelLook look) {

    /** Whether it works in phases. */
    public boolean phased() {
        return PhasedTask.class.isAssignableFrom(impl) && !Task.class.isAssignableFrom(impl);
    }
}
