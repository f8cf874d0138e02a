package dev.gantry.spi.check;

import java.time.Duration;
import java.util.Objects;

/**
 * What a finding starts: a run of a task type.
 *
 * @param task task type
 * @param on the least severity that starts it: warn or critical
 * @param params parameters as a JSON object; a text in it may name evidence, as {@code
 *     ${check.target}}, {@code ${finding.id}}, {@code ${measurements.free.ratio}}
 * @param cooldown how long after a run of it no other one is started
 * @param perHour how many are started within an hour, 1 to 60
 * @param approval whether a person has to say yes first
 */
public record Reaction(
        String task,
        CheckStatus on,
        String params,
        Duration cooldown,
        int perHour,
        boolean approval) {

    /** Checks the limits. */
    public Reaction {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(params, "params");
        if (on != CheckStatus.WARN && on != CheckStatus.CRITICAL) {
            throw new IllegalArgumentException("on: expected warn or critical");
        }
        if (cooldown.isNegative()) {
            throw new IllegalArgumentException("cooldown is not negative, not " + cooldown);
        }
        if (perHour < 1 || perHour > 60) {
            throw new IllegalArgumentException("perHour is from 1 to 60, not " + perHour);
        }
    }
}
