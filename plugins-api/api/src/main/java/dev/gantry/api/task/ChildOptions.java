package dev.gantry.api.task;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a child is given of its own. All else it has from its parent: tenant, labels, service class,
 * priority, deadline, trace. Immutable.
 *
 * <pre>{@code
 * ChildOptions.INHERITED.priority(-10).delay(Duration.ofMinutes(5))
 * }</pre>
 *
 * @param labels beside those of the parent, or in their place; a child also has the label {@code
 *     gantry.child}, which is its name
 * @param sla {@code null} for the parent's
 * @param priority from -100 to 100; {@code null} for the parent's
 * @param delay how long it waits before its first attempt
 * @param timeout limit of one attempt; {@code null} for the task type's own
 * @param deadline how long from now until it has to be over, if that is sooner than the parent's
 *     deadline; {@code null} for the parent's
 * @param detached whether it goes on when its parent is over; such a child has no deadline but its
 *     own
 */
public record ChildOptions(
        Map<String, String> labels,
        Sla sla,
        Integer priority,
        Duration delay,
        Duration timeout,
        Duration deadline,
        boolean detached) {

    /** Everything as the parent has it. */
    public static final ChildOptions INHERITED =
            new ChildOptions(Map.of(), null, null, Duration.ZERO, null, null, false);

    /** A service class. */
    public enum Sla {
        /** First. */
        GOLD,
        /** The usual. */
        SILVER,
        /** When there is room. */
        BRONZE
    }

    /** Checks the limits and takes copies. */
    public ChildOptions {
        labels = Map.copyOf(labels);
        Objects.requireNonNull(delay, "delay");
        if (priority != null && (priority < -100 || priority > 100)) {
            throw new IllegalArgumentException("priority is from -100 to 100, not " + priority);
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is not negative: " + delay);
        }
        positive("timeout", timeout);
        positive("deadline", deadline);
    }

    private static void positive(String what, Duration span) {
        if (span != null && (span.isNegative() || span.isZero())) {
            throw new IllegalArgumentException(what + " is positive, not " + span);
        }
    }

    /** With one more label. */
    public ChildOptions label(String key, String value) {
        Map<String, String> more = new HashMap<>(labels);
        more.put(key, value);
        return new ChildOptions(more, sla, priority, delay, timeout, deadline, detached);
    }

    /** In another service class. */
    public ChildOptions sla(Sla of) {
        return new ChildOptions(labels, of, priority, delay, timeout, deadline, detached);
    }

    /** With another priority. */
    public ChildOptions priority(int of) {
        return new ChildOptions(labels, sla, of, delay, timeout, deadline, detached);
    }

    /** Later. */
    public ChildOptions delay(Duration by) {
        return new ChildOptions(labels, sla, priority, by, timeout, deadline, detached);
    }

    /** With a limit of one attempt. */
    public ChildOptions timeout(Duration of) {
        return new ChildOptions(labels, sla, priority, delay, of, deadline, detached);
    }

    /** To be over sooner. */
    public ChildOptions deadline(Duration of) {
        return new ChildOptions(labels, sla, priority, delay, timeout, of, detached);
    }

    /** To go on when the parent is over. */
    public ChildOptions detach() {
        return new ChildOptions(labels, sla, priority, delay, timeout, deadline, true);
    }
}
