package dev.gantry.spi.schedule;

import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.SlaClass;

import java.time.Duration;
import java.util.Objects;

/**
 * How the runs of a schedule are run.
 *
 * @param timeout limit of one attempt; {@code null} for the task type's own
 * @param deadline how long after its fire a run has to be over; {@code null} for no limit
 * @param retry {@code null} for the task type's own
 * @param sla service class
 * @param priority higher goes first within one class; -100 to 100
 */
public record RunRules(
        Duration timeout, Duration deadline, RetryPolicy retry, SlaClass sla, int priority) {

    /** As the task type says. */
    public static final RunRules DEFAULT = new RunRules(null, null, null, SlaClass.SILVER, 0);

    /** Checks the limits. */
    public RunRules {
        Objects.requireNonNull(sla, "sla");
        positive("timeout", timeout);
        positive("deadline", deadline);
        if (priority < -100 || priority > 100) {
            throw new IllegalArgumentException("priority is from -100 to 100, not " + priority);
        }
    }

    private static void positive(String what, Duration span) {
        if (span != null && (span.isNegative() || span.isZero())) {
            throw new IllegalArgumentException(what + " is positive, not " + span);
        }
    }
}
