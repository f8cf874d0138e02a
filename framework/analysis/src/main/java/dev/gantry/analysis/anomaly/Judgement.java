package dev.gantry.analysis.anomaly;

import java.util.Comparator;
import java.util.List;

/**
 * How unusual a point is.
 *
 * @param score 0, as usual, to 1; from {@value #UNUSUAL} on the point is unusual: rarer for one
 *     voter than one point in 400 when 1,000 are known, one in 2,200 when 10,000 are. A score of
 *     0.6 asks for points that are 20 times as rare, 2/3 for 400 times
 * @param onset the score when an episode begins here or becomes worse, else 0: who tells a person
 *     goes by this one, and tells each episode once
 * @param votes one of each voter, always in the same order
 */
public record Judgement(double score, double onset, List<Vote> votes) {
    /** The score from which a point is unusual. */
    public static final double UNUSUAL = 0.5;

    /** Copies the list. */
    public Judgement {
        votes = List.copyOf(votes);
    }

    /** Whether the point is unusual. */
    public boolean unusual() {
        return score >= UNUSUAL;
    }

    /** The vote that made the score: that of the greatest rarity, the first of several. */
    public Vote decisive() {
        return votes.stream()
                .max(Comparator.comparingDouble(Vote::rarity).thenComparing(v -> -votes.indexOf(v)))
                .orElseThrow();
    }
}
