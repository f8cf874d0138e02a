package dev.gantry.plugins.canary;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a canary is worse than its control: significantly, and by so much that it matters. Each
 * task type is compared with itself only.
 *
 * <p><b>Failures.</b> Fisher's exact test, one-sided (R. A. Fisher, The Design of Experiments,
 * 1935): given how many attempts of both sides together failed, how probable is it that the canary
 * has as many of them or more, if both are equal? It matters if the canary's share of failures is
 * more than one percentage point above the control's.
 *
 * <p><b>Time.</b> The precedence test, one-sided (L. S. Nelson, Tables for a precedence life test,
 * Technometrics 5, 1963): how probable is it that so few of the canary's attempts are within the
 * control's 95th percentile, if both take equally long? With a large control this is the binomial
 * test of "slower than the control's p95" against 5 percent; with a small one it allows for the
 * chance that is in the control's p95 as well. It needs no shape of the distribution. Times that
 * fall into one bucket count in favour of the canary. It matters if the canary's p95 is more than
 * 1.2 times the control's and more than one millisecond above it.
 *
 * <p>With several task types, each may use an equal part of the allowed chance (Bonferroni). Those
 * without a failure, or seen on one side only, take no part: that depends on the margins of the
 * table alone, under which both tests hold.
 */
final class Rule {
    static final double TOLERANCE = 0.01;
    static final double SLOWER = 1.2;
    static final Duration LITTLE = Duration.ofMillis(1);

    private Rule() {}

    /** What can speak against a canary. */
    enum Cause {
        FAILURES,
        TIME
    }

    /**
     * A task type that speaks against the canary.
     *
     * @param p how probable this or worse is for an equal one
     * @param allowed the limit for {@code p}
     */
    record Finding(Cause cause, String task, Tally.Pair seen, double p, double allowed) {}

    /**
     * The strongest objection, if there is any.
     *
     * @param chance how probable a false alarm of each of the two rules may be in this look
     */
    static Optional<Finding> judge(Map<String, Tally.Pair> seen, double chance) {
        return failures(seen, chance).or(() -> times(seen, chance));
    }

    private static Optional<Finding> failures(Map<String, Tally.Pair> seen, double chance) {
        long compared = seen.values().stream().filter(Rule::failing).count();
        Finding worst = null;
        for (Map.Entry<String, Tally.Pair> entry : seen.entrySet()) {
            Tally.Pair pair = entry.getValue();
            if (!failing(pair)) {
                continue;
            }
            Tally.Side canary = pair.canary();
            Tally.Side control = pair.control();
            double p =
                    Chance.atLeast(
                            canary.attempts() + control.attempts(),
                            canary.failed() + control.failed(),
                            canary.attempts(),
                            canary.failed());
            double allowed = chance / compared;
            if (p <= allowed
                    && canary.share() - control.share() > TOLERANCE
                    && (worst == null || p < worst.p())) {
                worst = new Finding(Cause.FAILURES, entry.getKey(), pair, p, allowed);
            }
        }
        return Optional.ofNullable(worst);
    }

    private static boolean failing(Tally.Pair pair) {
        return pair.comparable() && pair.canary().failed() + pair.control().failed() > 0;
    }

    private static Optional<Finding> times(Map<String, Tally.Pair> seen, double chance) {
        long compared = seen.values().stream().filter(Rule::timed).count();
        Finding worst = null;
        for (Map.Entry<String, Tally.Pair> entry : seen.entrySet()) {
            if (!timed(entry.getValue())) {
                continue;
            }
            Times canary = entry.getValue().canary().times();
            Times control = entry.getValue().control().times();
            double p = precedence(canary, control);
            double allowed = chance / compared;
            if (p <= allowed
                    && matters(canary.p95(), control.p95())
                    && (worst == null || p < worst.p())) {
                worst = new Finding(Cause.TIME, entry.getKey(), entry.getValue(), p, allowed);
            }
        }
        return Optional.ofNullable(worst);
    }

    private static boolean timed(Tally.Pair pair) {
        return pair.canary().times().total() > 0 && pair.control().times().total() > 0;
    }

    /**
     * With r the rank of the control's p95 and w the canary's attempts within it: at most w of the
     * canary's come before the control's r-th exactly when at least r of the first r + w of all are
     * the control's.
     */
    private static double precedence(Times canary, Times control) {
        long rank = control.rank95();
        long within = canary.upTo(control.bucketOf(rank));
        return Chance.atLeast(
                canary.total() + control.total(), control.total(), rank + within, rank);
    }

    private static boolean matters(Duration canary, Duration control) {
        return canary.toNanos() > SLOWER * control.toNanos()
                && canary.minus(control).compareTo(LITTLE) > 0;
    }
}
