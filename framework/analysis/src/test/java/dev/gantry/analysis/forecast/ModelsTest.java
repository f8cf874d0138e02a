package dev.gantry.analysis.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.analysis.forecast.HoltWinters.Begin;
import dev.gantry.analysis.forecast.HoltWinters.Smoothing;

import org.junit.jupiter.api.Test;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

class ModelsTest {

    private static double[] series(int length, IntToDoubleFunction value) {
        return IntStream.range(0, length).mapToDouble(value).toArray();
    }

    private static double wave(int step, int period) {
        return Math.sin(2 * Math.PI * step / period);
    }

    private static void assertContinues(
            Model model, int length, IntToDoubleFunction value, double off) {
        double[] ahead = model.forecast(series(length, value), 72);
        for (int h = 0; h < 72; h++) {
            assertEquals(value.applyAsDouble(length + h), ahead[h], off, "step " + h);
        }
    }

    @Test
    void theLastCycleIsRepeated() {
        double[] history = {9, 1, 2, 3};
        assertArrayEquals(new double[] {1, 2, 3, 1, 2}, new SeasonalNaive(3).forecast(history, 5));
        assertArrayEquals(new double[] {3, 3}, new SeasonalNaive(1).forecast(history, 2));
    }

    @Test
    void theMedianOfThreeCyclesLeavesAnOddOneOut() {
        double[] history = {7, 7, 1, 5, 100, 6, 2, 4};
        assertArrayEquals(new double[] {2, 5, 2}, new SeasonalMedian(2).forecast(history, 3));
    }

    @Test
    void theDriftMovesTheLastCycleByTheSlopeOfCycles() {
        double[] history = {0, 10, 2, 12, 4, 14, 6, 16};
        assertArrayEquals(
                new double[] {8, 18, 10}, new SeasonalDrift(2).forecast(history, 3), 1e-12);
    }

    /**
     * By hand: off = 5 - (4 + 1) = 0, then 1 - (4 - 1) = -2, so the level is 4 - 1 = 3, the trend
     * -0.2 and the second season -1.5; then 7 - (3 - 0.1 + 1) = 3.1 with error 3.1 + 0.5 * 2 = 4.1.
     */
    @Test
    void holtWintersByHand() {
        HoltWinters model = new HoltWinters(2, 0);
        Begin begin = new Begin(4, new double[] {1, -1}, new double[1]);
        Smoothing by = new Smoothing(0.5, 0.1, 0.25, 0.9, 0.5, 0.5);
        double[] ahead = new double[2];
        assertEquals(4.1, model.smooth(new double[] {5, 1, 7}, begin, by, ahead), 1e-12);
        // level 2.9 + 2.05, trend -0.1 + 0.41, first season 1 + 1.025, last error 3.1
        double level = 4.95;
        double trend = 0.31;
        assertArrayEquals(
                new double[] {
                    level + trend / 2 - 1.5 + 1.55, level + trend / 2 + trend / 4 + 2.025 + 0.775
                },
                ahead,
                1e-12);
    }

    @Test
    void theLongCycleOfHoltWintersByHand() {
        HoltWinters model = new HoltWinters(2, 4);
        Begin begin = new Begin(0, new double[2], new double[4]);
        Smoothing by = new Smoothing(0, 0, 0, 0.5, 0, 0.5);
        double[] ahead = new double[5];
        model.smooth(new double[] {2, 4, 6, 8}, begin, by, ahead);
        assertArrayEquals(new double[] {1, 2, 3, 4, 1}, ahead, 1e-12);
    }

    @Test
    void holtWintersBeginsWithTheSeasonsOfBothCycles() {
        IntToDoubleFunction value = i -> (i % 2 == 0 ? 1 : -1) + (i % 4 < 2 ? 3 : -3) + 5;
        Begin begin = new HoltWinters(2, 4).begin(series(12, value));
        assertEquals(5, begin.level(), 1e-12);
        assertArrayEquals(new double[] {1, -1}, begin.day(), 1e-12);
        assertArrayEquals(new double[] {3, 3, -3, -3}, begin.week(), 1e-12);
    }

    @Test
    void holtWintersContinuesTwoCycles() {
        assertContinues(new HoltWinters(24, 168), 700, i -> wave(i, 24) + wave(i, 168) / 2, 1e-6);
    }

    @Test
    void trendAndWavesAreContinued() {
        assertContinues(
                TrendFourier.of(24, 168),
                700,
                i -> 0.002 * i - 0.7 + wave(i, 24) + wave(i, 12) / 3 + wave(i, 168) / 2,
                0.03);
        assertContinues(TrendFourier.of(24, 0), 300, i -> 0.004 * i - 0.6 + wave(i, 24), 0.05);
    }

    @Test
    void anOutlierDoesNotBendTheWaves() {
        IntToDoubleFunction value = i -> wave(i, 24);
        double[] history = series(700, value);
        history[650] = 40;
        double[] ahead = TrendFourier.of(24, 168).forecast(history, 48);
        for (int h = 0; h < 48; h++) {
            assertEquals(value.applyAsDouble(700 + h), ahead[h], 0.2);
        }
    }

    @Test
    void theHarmonicsOfTheWeekAreThoseWhichADayHasNot() {
        double[] row = new double[2 + 2 * 8];
        new Waves(24, 168, 1, 8).write(1, row, 0);
        int[] harmonics = {1, 2, 3, 4, 5, 6, 8, 9};
        assertEquals(Math.cos(2 * Math.PI / 24), row[0], 1e-12);
        for (int i = 0; i < harmonics.length; i++) {
            assertEquals(Math.cos(2 * Math.PI * harmonics[i] / 168), row[2 + 2 * i], 1e-12);
            assertEquals(Math.sin(2 * Math.PI * harmonics[i] / 168), row[3 + 2 * i], 1e-12);
        }
    }

    @Test
    void lagsContinueCyclesAndAFade() {
        assertContinues(LagRegression.of(24, 168), 700, i -> wave(i, 24) + wave(i, 168) / 2, 0.05);
        LagRegression one = new LagRegression(new int[] {1}, new Waves(2, 0, 0, 0), 1e9, 1e-9, 0);
        double[] ahead = one.forecast(series(30, i -> Math.pow(0.8, i)), 3);
        for (int h = 0; h < 3; h++) {
            assertEquals(Math.pow(0.8, 30 + h), ahead[h], 1e-6);
        }
    }

    @Test
    void whatGrowsWithoutBoundStaysNearTheHistory() {
        LagRegression one = new LagRegression(new int[] {1}, new Waves(2, 0, 0, 0), 1e9, 1e-9, 0);
        double[] history = series(30, i -> Math.pow(1.5, i));
        double[] ahead = one.forecast(history, 500);
        assertTrue(ahead[0] > history[29]);
        assertEquals(4 * history[29], ahead[499], 1e-9 * history[29]);
    }
}
