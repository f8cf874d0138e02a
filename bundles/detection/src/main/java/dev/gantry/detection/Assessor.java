package dev.gantry.detection;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckVerdict;

/**
 * Judges what inspections said, and follows what came of it. Called for one check by one thread at
 * a time, and never with a lock held; must not throw. Thread-safe.
 */
public interface Assessor {

    /** Leaves everything as it was said. */
    Assessor AS_SAID =
            new Assessor() {
                @Override
                public CheckVerdict assess(Check check, CheckVerdict said) {
                    return said;
                }

                @Override
                public void judged(Check check, CheckVerdict verdict) {}

                @Override
                public void forget(String check) {}
            };

    /**
     * Makes the check's verdict of what was said at its inspection, before that is written.
     *
     * @param check as it is, with its latest verdict before this one
     * @param said by the detector, or by Gantry when nobody could inspect or the inspection broke
     */
    CheckVerdict assess(Check check, CheckVerdict said);

    /**
     * A verdict was given and is being written.
     *
     * @param check as it was at {@link #assess}, with its latest verdict before this one
     */
    void judged(Check check, CheckVerdict verdict);

    /** A check was deleted. May come while {@link #assess} works, and then comes again after it. */
    void forget(String check);
}
