package dev.gantry.analysis.anomaly.nab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.analysis.anomaly.nab.LabelledSeries.Window;
import dev.gantry.analysis.anomaly.nab.ScoringRule.Judged;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Against cases that were worked out by hand. */
final class ScoringRuleTest {
    private static final Profile STANDARD = new Profile("standard", 1, 1, 0.11);
    private static final ScoringRule RULE = new ScoringRule(STANDARD);
    private static final double FULL = 2 / (1 + Math.exp(-5)) - 1;

    @Test
    void theSigmoidIsThatOfThePaper() {
        assertEquals(0.98661, ScoringRule.sigmoid(-1), 1e-5);
        assertEquals(0.84828, ScoringRule.sigmoid(-0.5), 1e-5);
        assertEquals(0, ScoringRule.sigmoid(0));
        assertEquals(-0.98661, ScoringRule.sigmoid(1), 1e-5);
        assertEquals(-1, ScoringRule.sigmoid(3.01));
    }

    @Test
    void theProbationaryPartIs15PercentOf5000PointsAtMost() {
        assertEquals(30, series(200).probation());
        assertEquals(14, series(99).probation());
        assertEquals(750, series(20_000).probation());
    }

    @Test
    void eachPointIsWorthWhatItsPlaceSays() {
        double[] worth = RULE.worth(series(100, new Window(40, 49), new Window(60, 69)));
        assertEquals(-0.11, worth[39], 1e-12, "before all windows");
        assertEquals(1, worth[40], 1e-12, "the first point of a window");
        assertEquals(0.848284 / FULL, worth[45], 1e-6, "its middle");
        assertEquals(0.244919 / FULL, worth[49], 1e-6, "its last point");
        assertEquals(-0.11 * 0.27, worth[50], 1e-4, "1/9 of a width behind it");
        assertEquals(0.11 * ScoringRule.sigmoid(1), worth[58], 1e-12, "a width behind it");
        assertEquals(1, worth[60], 1e-12);
        assertEquals(-0.11, worth[99], 1e-12, "more than three widths behind the last one");
    }

    @Test
    void nothingDetectedIsZeroAndTheFirstPointsOfAllWindowsAre100() {
        LabelledSeries series = series(100, new Window(40, 49), new Window(60, 69));
        assertEquals(0, RULE.at(List.of(new Judged(series, scores(100))), 0.5).normalised());
        var perfect = RULE.best(List.of(new Judged(series, scores(100, 40, 60))));
        assertEquals(100, perfect.normalised(), 1e-9);
        assertEquals(2, perfect.hits());
        assertEquals(0, perfect.falseAlarms());
    }

    @Test
    void onlyTheFirstDetectionInAWindowCounts() {
        LabelledSeries series = series(100, new Window(40, 49), new Window(60, 69));
        var mark = RULE.at(List.of(new Judged(series, scores(100, 45, 46, 47, 49))), 1);
        // one window at its middle, one missed: (0.8483 / 0.9866 - 1 + 2) / 4
        assertEquals(100 * (0.848284 / FULL + 1) / 4, mark.normalised(), 1e-4);
        assertEquals(1, mark.hits());
        assertEquals(1, mark.misses());
    }

    @Test
    void falseAlarmsCostAndThoseOnProbationDoNot() {
        LabelledSeries series = series(100, new Window(40, 49));
        var mark = RULE.at(List.of(new Judged(series, scores(100, 3, 14, 20, 30, 40))), 1);
        assertEquals(100 * (2 - 2 * 0.11) / 2, mark.normalised(), 1e-9);
        assertEquals(2, mark.falseAlarms());
    }

    @Test
    void aMissCostsWhatTheProfileSays() {
        LabelledSeries series = series(100, new Window(40, 49), new Window(60, 69));
        ScoringRule careful = new ScoringRule(new Profile("reward_low_FN_rate", 1, 2, 0.11));
        var mark = careful.at(List.of(new Judged(series, scores(100, 40))), 1);
        // 1 for the one, -2 for the other, between -4 and 2
        assertEquals(100 * (1 - 2 + 4) / 6.0, mark.normalised(), 1e-9);
    }

    @Test
    void theThresholdIsChosenOverAllSeriesAndAppliesBetweenScores() {
        LabelledSeries one = series(100, new Window(40, 49));
        LabelledSeries other = series(100);
        double[] first = scores(100);
        first[40] = 0.8;
        double[] second = scores(100);
        second[50] = 0.6;
        List<Judged> all = List.of(new Judged(one, first), new Judged(other, second));
        assertEquals(0.8, RULE.best(all).threshold());
        assertEquals(100, RULE.at(all, 0.7).normalised(), 1e-9);
        assertEquals(100 * (2 - 0.11) / 2, RULE.at(all, 0.6).normalised(), 1e-9);
        assertEquals(0, RULE.at(all, 0.9).normalised());
    }

    private static LabelledSeries series(int size, Window... windows) {
        List<Instant> times = IntStream.range(0, size).mapToObj(Instant::ofEpochSecond).toList();
        return new LabelledSeries("a", times, new double[size], List.of(windows));
    }

    private static double[] scores(int size, int... detections) {
        double[] scores = new double[size];
        for (int i : detections) {
            scores[i] = 1;
        }
        return scores;
    }
}
