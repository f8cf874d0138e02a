package dev.gantry.detection.assess;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.Condition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Who judges a check. Guarded by itself. */
final class Bench {
    private final String detector;
    private final List<Condition> conditions;
    private final List<Voter> voters;
    private Instant latest = Instant.EPOCH;

    /**
     * @param voters one for each condition of the check
     */
    Bench(Check check, List<Voter> voters) {
        this.detector = check.spec().detector();
        this.conditions = check.spec().judging().conditions();
        this.voters = List.copyOf(voters);
    }

    /** Whether the check is still judged so. */
    boolean serves(Check check) {
        return detector.equals(check.spec().detector())
                && conditions.equals(check.spec().judging().conditions());
    }

    List<Condition> conditions() {
        return conditions;
    }

    List<Voter> voters() {
        return voters;
    }

    /** When what was judged last was said. */
    Instant latest() {
        return latest;
    }

    /** The votes on what a detector said, its own as the first. */
    List<Vote> votes(CheckVerdict said) {
        List<Vote> votes = new ArrayList<>();
        votes.add(new Vote(said.status(), said.reasons()));
        boolean down = said.status() == CheckStatus.CRITICAL;
        for (Voter voter : voters) {
            Vote vote = voter.vote(said.at(), said.measurements());
            if (!(down && vote.status() == CheckStatus.UNKNOWN)) {
                votes.add(vote);
            }
        }
        latest = said.at();
        return votes;
    }
}
