package dev.gantry.plugins.canary;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One step of a canary. Judged by one thread; counted and shown by any.
 *
 * @see Looks
 */
final class Step {
    /** A step that had too little work for so many bake times needs a person. */
    static final int PATIENCE = 10;

    private final Canary canary;
    private final int index;
    private final Instant since;
    private final Tally tally;
    private final Looks looks = new Looks();
    private boolean stuck;

    private Step(Canary canary, int index, Instant since, Tally tally) {
        this.canary = canary;
        this.index = index;
        this.since = since;
        this.tally = tally;
    }

    static Step begin(Canary canary, int index, Instant now) {
        return new Step(canary, index, now, new Tally(canary.canary(), canary.control(), now));
    }

    /** The step after; where it takes all work, the control's figures of this one are kept. */
    Step next(Instant now) {
        boolean all = canary.split(index + 1).percent() == 100;
        return new Step(canary, index + 1, now, tally.afresh(now, all));
    }

    /** What a step can end with, and what can be said while it goes on. */
    sealed interface Outcome {
        /** The canary is worse. */
        record Worse(Rule.Finding finding) implements Outcome {}

        /** The bake time is over, and nothing speaks against the canary. */
        record Passed(Evidence evidence) implements Outcome {}

        /** Told once: there was too little work for long. */
        record Stuck(Evidence evidence) implements Outcome {}
    }

    /** Looks at what was seen, if there is something new to be learnt from it. */
    Optional<Outcome> look(Instant now) {
        Map<String, Tally.Pair> seen = tally.seen();
        Evidence evidence = evidence(seen);
        boolean baked = !now.isBefore(until());
        if (!evidence.enough()) {
            boolean tell = !stuck && !now.isBefore(since.plus(bake().multipliedBy(PATIENCE)));
            stuck |= tell;
            return tell ? Optional.of(new Outcome.Stuck(evidence)) : Optional.empty();
        }
        OptionalDouble chance =
                baked ? OptionalDouble.of(Looks.LAST) : looks.early(evidence.canary());
        if (chance.isEmpty()) {
            return Optional.empty();
        }
        Optional<Outcome> worse = Rule.judge(seen, chance.getAsDouble()).map(Outcome.Worse::new);
        return baked ? worse.or(() -> Optional.of(new Outcome.Passed(evidence))) : worse;
    }

    /**
     * What there is to judge by.
     *
     * @param canary attempts of task types that ran on both sides
     * @param control likewise
     * @param alone whether no control is left to compare with
     */
    record Evidence(
            Tally.Side canaries,
            Tally.Side controls,
            long canary,
            long control,
            int minimum,
            boolean alone) {
        boolean enough() {
            return canary >= minimum && (alone || control >= minimum);
        }

        long canaryLacks() {
            return Math.max(0, minimum - canary);
        }

        long controlLacks() {
            return alone ? 0 : Math.max(0, minimum - control);
        }
    }

    Evidence evidence() {
        return evidence(tally.seen());
    }

    private Evidence evidence(Map<String, Tally.Pair> seen) {
        Tally.Side canaries = Tally.Side.none();
        Tally.Side controls = Tally.Side.none();
        long comparableCanary = 0;
        long comparableControl = 0;
        for (Tally.Pair pair : seen.values()) {
            canaries = canaries.plus(pair.canary());
            controls = controls.plus(pair.control());
            if (pair.comparable()) {
                comparableCanary += pair.canary().attempts();
                comparableControl += pair.control().attempts();
            }
        }
        boolean alone = !canary.spec().selective() && percent() == 100 && controls.attempts() == 0;
        return new Evidence(
                canaries,
                controls,
                alone ? canaries.attempts() : comparableCanary,
                comparableControl,
                canary.spec().minimum(),
                alone);
    }

    Tally tally() {
        return tally;
    }

    Split split() {
        return canary.split(index);
    }

    int percent() {
        return split().percent();
    }

    int index() {
        return index;
    }

    boolean last() {
        return index == canary.steps() - 1;
    }

    Instant since() {
        return since;
    }

    Instant until() {
        return since.plus(bake());
    }

    private Duration bake() {
        return canary.spec().bake();
    }
}
