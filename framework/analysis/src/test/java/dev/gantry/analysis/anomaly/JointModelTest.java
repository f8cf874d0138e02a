package dev.gantry.analysis.anomaly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

final class JointModelTest {
    private final SplittableRandom random = new SplittableRandom(5);

    @Test
    void eachMeasurementIsUsualAloneButNotTheTwoTogether() {
        JointModel model = new JointModel(2);
        int alarms = 0;
        for (int i = 0; i < 2_000; i++) {
            alarms += load(model, i).judgement().onset() >= Judgement.UNUSUAL ? 1 : 0;
        }
        assertTrue(alarms <= 8, alarms + " of 2,000");
        // as many requests as at most, and as little load as at least
        JointJudgement broken = model.add(190, 0.15);
        assertTrue(broken.judgement().unusual(), broken.toString());
    }

    @Test
    void theMeasurementThatDiffersHasTheGreatestShareWhateverItsUnit() {
        JointModel model = new JointModel(3);
        for (int i = 0; i < 600; i++) {
            model.add(
                    1e6 + 1e4 * random.nextGaussian(),
                    0.5 + 0.01 * random.nextGaussian(),
                    random.nextGaussian());
        }
        JointJudgement judgement = model.add(1e6, 0.9, 0);
        assertTrue(judgement.judgement().unusual());
        assertTrue(judgement.shares().get(1) > 0.6, judgement.toString());
        assertEquals(1, judgement.shares().stream().mapToDouble(s -> s).sum(), 1e-9);
    }

    @Test
    void constantMeasurementsAreNoTrap() {
        JointModel model = new JointModel(2);
        for (int i = 0; i < 400; i++) {
            assertFalse(model.add(7, 0).judgement().unusual());
        }
        assertTrue(model.add(7, 3).judgement().unusual());
    }

    @Test
    void badSetsAreRefusedAndNothingIsLearned() {
        JointModel model = new JointModel(2);
        refused("number 2 of the set", () -> model.add(1, Double.NaN));
        refused("not Infinity", () -> model.add(Double.POSITIVE_INFINITY, 1));
        refused("and 3 came", () -> model.add(1, 2, 3));
        refused("2 to 32", () -> new JointModel(1));
        refused("2 to 32", () -> new JointModel(33));
        assertEquals(new JointModel(2).snapshot().length, model.snapshot().length);
    }

    private static void refused(String reason, Runnable call) {
        var refused = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    /** Load that follows requests. */
    private JointJudgement load(JointModel model, int i) {
        double requests = 100 + 90 * Math.sin(i / 30.0) + 3 * random.nextGaussian();
        return model.add(requests, requests / 200 + 0.01 * random.nextGaussian());
    }
}
