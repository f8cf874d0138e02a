package dev.gantry.retention;

import dev.gantry.spi.retention.RetentionRule;
import dev.gantry.spi.store.PastRun;

import java.time.Duration;
import java.util.Map;

/**
 * What is kept for how long.
 *
 * @param defaults all members are there
 * @param rules of the task types that have one
 */
record Policy(RetentionRule defaults, Map<String, RetentionRule> rules) {
    /** Whoever waits for a run, or still writes its log, is done by then. */
    static final Duration FRESH = Duration.ofMinutes(1);

    Policy {
        rules = Map.copyOf(rules);
    }

    /** What holds for a task type. */
    RetentionRule rule(String task) {
        RetentionRule own = rules.get(task);
        return own == null ? defaults : own.over(defaults);
    }

    /** With which others a task type is counted: the empty name for those without a rule. */
    String group(String task) {
        return rules.containsKey(task) ? task : "";
    }

    /** What holds for a group. */
    RetentionRule ofGroup(String group) {
        return group.isEmpty() ? defaults : rule(group);
    }

    /** From when on a finished run goes by its age, in ms since 1970; the largest for never. */
    long expiry(PastRun run) {
        RetentionRule rule = rule(run.task());
        long age = after(run, rule.age());
        return run.deadLetter() ? Math.max(age, after(run, rule.deadLetters())) : age;
    }

    /** From when on a finished run may go to make room, in ms since 1970. */
    long spare(PastRun run) {
        long fresh = run.finished() + FRESH.toMillis();
        return run.deadLetter()
                ? Math.max(fresh, after(run, rule(run.task()).deadLetters()))
                : fresh;
    }

    private static long after(PastRun run, Duration time) {
        return time.isZero() ? Long.MAX_VALUE : run.finished() + time.toMillis();
    }
}
