package dev.gantry.detection.assess;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.CheckVote;
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

    /**
     * The votes on what a detector said, its own as the first. Where that is critical, a condition
     * without its measurement has no vote.
     */
    List<CheckVote> votes(CheckVerdict said) {
        List<CheckVote> votes = new ArrayList<>();
        votes.add(CheckVote.detector(said.status(), said.reasons()));
        boolean down = said.status() == CheckStatus.CRITICAL;
        for (Voter voter : voters) {
            voter.votes(said.at(), said.measurements()).stream()
                    .filter(vote -> !(down && vote.status() == CheckStatus.UNKNOWN))
                    .forEach(votes::add);
        }
        latest = said.at();
        return votes;
    }
}
