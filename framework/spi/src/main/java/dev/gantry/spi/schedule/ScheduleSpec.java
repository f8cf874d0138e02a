package dev.gantry.spi.schedule;

import java.util.Map;
import java.util.Objects;

/**
 * What a person says of a schedule. Immutable.
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
        FireRules rules,
        RunRules runs,
        boolean paused) {

    /** Takes copies, and refuses {@code null}. */
    public ScheduleSpec {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(params, "params");
        Objects.requireNonNull(timing, "timing");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(runs, "runs");
        labels = Map.copyOf(labels);
    }

    /** With the default rules. */
    public ScheduleSpec(
            String task,
            String params,
            Timing timing,
            Map<String, String> labels,
            String tenant,
            boolean paused) {
        this(task, params, timing, labels, tenant, FireRules.DEFAULT, RunRules.DEFAULT, paused);
    }

    /** Its runs are run as the task type says. */
    public ScheduleSpec(
            String task,
            String params,
            Timing timing,
            Map<String, String> labels,
            String tenant,
            FireRules rules,
            boolean paused) {
        this(task, params, timing, labels, tenant, rules, RunRules.DEFAULT, paused);
    }

    /** This, paused or not. */
    public ScheduleSpec withPaused(boolean now) {
        return new ScheduleSpec(task, params, timing, labels, tenant, rules, runs, now);
    }
}
