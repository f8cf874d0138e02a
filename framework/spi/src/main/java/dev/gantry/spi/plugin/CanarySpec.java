package dev.gantry.spi.plugin;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a revision is tried on a part of new work before it gets all.
 *
 * @param steps percent of new work in each step, growing, 1 to 100; ignored where {@code tenant} or
 *     {@code labels} choose the work, which is then all of one step
 * @param tenant only work of this tenant; {@code null} for any
 * @param labels only work that has all of these labels
 * @param bake how long each step lasts at least
 * @param minimum how many attempts of the canary and of the control a step needs at least before it
 *     is judged
 */
public record CanarySpec(
        List<Integer> steps,
        String tenant,
        Map<String, String> labels,
        Duration bake,
        int minimum) {

    /** 5, 25, 50 percent for five minutes each. */
    public static final CanarySpec DEFAULT =
            new CanarySpec(List.of(5, 25, 50), null, Map.of(), Duration.ofMinutes(5), 50);

    /** Takes copies and checks the limits. */
    public CanarySpec {
        steps = List.copyOf(steps);
        labels = Map.copyOf(labels);
        int last = 0;
        for (int step : steps) {
            if (step <= last || step > 100) {
                throw new IllegalArgumentException(
                        "steps grow from 1 to 100 percent, not " + steps);
            }
            last = step;
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a canary has at least one step");
        }
        if (bake.isNegative() || bake.isZero()) {
            throw new IllegalArgumentException("the bake time is positive, not " + bake);
        }
        if (minimum < 1) {
            throw new IllegalArgumentException("the minimum is at least 1, not " + minimum);
        }
    }

    /** Whether it takes the work of some, rather than a share of all. */
    public boolean selective() {
        return tenant != null || !labels.isEmpty();
    }
}
