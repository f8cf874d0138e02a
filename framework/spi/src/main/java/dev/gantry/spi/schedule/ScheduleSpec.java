package dev.gantry.spi.schedule;

import java.util.Map;
import java.util.Objects;

/**
 * What a person says of a schedule.
 *
 * @param task task type
 * @param params parameters as a JSON object
 * @param labels given to each run
 * @param paused whether it does not fire
 */
public record ScheduleSpec(
        String task,
        String params,
        Timing timing,
        Map<String, String> labels,
        String tenant,
        boolean paused) {

    /** Takes copies, and refuses {@code null}. */
    public ScheduleSpec {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(params, "params");
        Objects.requireNonNull(timing, "timing");
        Objects.requireNonNull(tenant, "tenant");
        labels = Map.copyOf(labels);
    }
}
