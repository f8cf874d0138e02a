package dev.gantry.plugins.canary;

import java.util.OptionalDouble;

/**
 * When a step is looked at, and how probable a false alarm of one rule may be in each look, so that
 * all looks of a step and both rules together stay within {@link #STEP}, however many looks there
 * are. Half of it is for the last look, when the bake time is over. The other half is for the looks
 * before: the j-th of them may use 1/(j(j+1)) of that, which adds up to less than 1 (alpha spending
 * with Bonferroni's bound, which asks for nothing about how the looks depend on each other). There
 * is a look each time that the canary's attempts have grown by half: when to look depends on how
 * many attempts there are, never on how they ended. Not thread-safe.
 */
final class Looks {
    /** How probable it is at most that a step rolls back a canary that is equal to its control. */
    static final double STEP = 0.01;

    private static final double RULE = STEP / 2;
    static final double LAST = RULE / 2;
    private static final double EARLY = RULE / 2;

    private int count;
    private long next;

    /**
     * The chance that an early look may use now; empty if there is none yet.
     *
     * @param attempts the canary's so far
     */
    OptionalDouble early(long attempts) {
        if (attempts < next) {
            return OptionalDouble.empty();
        }
        count++;
        next = attempts + Math.max(1, attempts / 2);
        return OptionalDouble.of(EARLY / count / (count + 1));
    }
}
