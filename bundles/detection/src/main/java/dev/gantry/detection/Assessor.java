package dev.gantry.detection;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckVerdict;

import java.util.List;
import java.util.Optional;

/**
 * Judges what inspections said, and follows what came of it. Called for one check by one thread at
 * a time, and never with a lock held; must not throw. Thread-safe.
 */
public interface Assessor {

    /** What there is of checks besides what is assessed. Thread-safe. */
    interface View {

        /** Nothing. */
        View NONE =
                new View() {
                    @Override
                    public Optional<Check> find(String check) {
                        return Optional.empty();
                    }

                    @Override
                    public List<CheckVerdict> past(String check, int most) {
                        return List.of();
                    }
                };

        /** A check as it is now. */
        Optional<Check> find(String check);

        /** The latest verdicts of a check that can be read, the newest first. */
        List<CheckVerdict> past(String check, int most);
    }

    /**
     * From now on there are checks.
     *
     * @param leads whether this node inspects them; else it does from the next {@link #reload} on
     */
    default void begin(View checks, boolean leads) {}

    /** This node does all this from now on: what another one wrote until now is read anew. */
    default void reload() {}

    /** Another node does all this from now on: what is known is written, and forgotten. */
    default void rest() {}

    /** There is no check any more; what is known is written. */
    default void end() {}

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

    /**
     * A check was deleted. May come while {@link #assess} or {@link #judged} works, and then comes
     * again after it.
     */
    void forget(String check);
}
