package dev.gantry.analysis.anomaly;

import java.util.List;

/**
 * How unusual several measurements are together.
 *
 * @param shares how much each measurement has to do with it, in the order of the measurements: 0 to
 *     1, together 1; all 0 for what is usual
 */
public record JointJudgement(Judgement judgement, List<Double> shares) {
    /** Copies the list. */
    public JointJudgement {
        shares = List.copyOf(shares);
    }
}
