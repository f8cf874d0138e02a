package dev.gantry.analysis.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

class BackTestTest {

    private static boolean[] all(int length) {
        boolean[] known = new boolean[length];
        Arrays.fill(known, true);
        return known;
    }

    private static Map<Method, Model> two() {
        Map<Method, Model> models = new EnumMap<>(Method.class);
        models.put(Method.LAST_VALUE, new SeasonalNaive(1));
        models.put(Method.SEASONAL_NAIVE_DAY, new SeasonalNaive(2));
        return models;
    }

    @Test
    void originsLeaveHalfOfTheHistory() {
        assertEquals(List.of(652, 604, 556, 508), BackTest.origins(700, 48, 168));
        assertEquals(List.of(36, 32, 28, 24), BackTest.origins(48, 72, 168));
        assertEquals(List.of(18, 16, 14, 12), BackTest.origins(24, 720, 0));
    }

    @Test
    void originsLieCloserWhereThatLeavesAWeekBeforeThem() {
        assertEquals(List.of(264, 232, 200, 168), BackTest.origins(336, 72, 168));
        assertEquals(List.of(180, 176, 172, 168), BackTest.origins(240, 72, 168));
        assertEquals(List.of(177, 158, 139, 120), BackTest.origins(236, 72, 168));
    }

    @Test
    void aWeightIsOneOverTheFourthPowerOfTheError() {
        assertArrayEquals(
                new double[] {16.0 / 17, 1.0 / 17}, BackTest.weigh(new double[] {1, 2}), 1e-7);
        assertArrayEquals(new double[] {0.5, 0.5}, BackTest.weigh(new double[] {0, 0}));
        assertArrayEquals(new double[] {1, 0}, BackTest.weigh(new double[] {0, 3}), 1e-12);
    }

    /**
     * Models see the past of each origin only: one that repeats two steps is right, one that
     * repeats one is off by 1 in half of them.
     */
    @Test
    void modelsAreJudgedByWhatFollowed() {
        double[] history = new double[48];
        for (int i = 0; i < history.length; i++) {
            history[i] = i % 2;
        }
        BackTest test = BackTest.of(history, all(48), BackTest.origins(48, 6, 0), two());
        assertEquals(6, test.ahead());
        assertArrayEquals(new double[] {0, 1, 0, 1, 0, 1}, test.actual()[0]);
        assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1}, test.said()[0][0]);
        assertArrayEquals(new double[] {0, 1, 0, 1, 0, 1}, test.said()[0][1]);
        assertArrayEquals(new double[] {0, 1}, test.weights(), 1e-9);
        assertArrayEquals(test.actual()[3], test.combined()[3], 1e-9);
    }

    @Test
    void anOriginIsWeighedByTheOthers() {
        double[][] actual = {{0}, {0}};
        double[][][] said = {{{1}, {3}}, {{3}, {1}}};
        BackTest test =
                new BackTest(
                        List.of(9, 8),
                        List.of(Method.LAST_VALUE, Method.SEASONAL_DRIFT),
                        actual,
                        said);
        assertArrayEquals(new double[] {0.5, 0.5}, test.weights());
        double share = 81.0 / 82;
        assertEquals(share * 3 + (1 - share), test.combined()[0][0], 1e-6);
        assertEquals(share * 3 + (1 - share), test.combined()[1][0], 1e-6);
    }

    /**
     * One model is off by 1 and 100, the other by 2 and 60: their geometric means are 10 and the
     * root of 120.
     */
    @Test
    void anOriginInAnOddTimeDoesNotDecide() {
        double[][] actual = {{0}, {0}};
        double[][][] said = {{{1}, {2}}, {{100}, {60}}};
        BackTest test =
                new BackTest(
                        List.of(9, 8),
                        List.of(Method.LAST_VALUE, Method.SEASONAL_DRIFT),
                        actual,
                        said);
        assertEquals(1.44 / 2.44, test.weights()[0], 1e-6);
    }

    @Test
    void whatIsNotKnownDoesNotCount() {
        double[] history = new double[48];
        boolean[] known = all(48);
        for (int i = 42; i < 48; i++) {
            history[i] = 1e6;
            known[i] = false;
        }
        BackTest test = BackTest.of(history, known, BackTest.origins(48, 6, 0), two());
        assertTrue(Double.isNaN(test.actual()[0][0]));
        assertArrayEquals(new double[] {0.5, 0.5}, test.weights());
    }

    @Test
    void aModelThatNeedsMoreTakesNoPart() {
        Map<Method, Model> models = two();
        models.put(Method.SEASONAL_NAIVE_WEEK, new SeasonalNaive(25));
        assertEquals(
                List.of(Method.LAST_VALUE, Method.SEASONAL_NAIVE_DAY),
                BackTest.of(new double[48], all(48), BackTest.origins(48, 72, 0), models)
                        .methods());
    }

    @Test
    void growthNeverFalls() {
        double[][] errors = {{1, 4, 2, Double.NaN, 9}, {1, 2, 2, Double.NaN, 9}};
        assertArrayEquals(new double[] {1, 2.5, 2.5, 5, 9}, Widths.growth(errors, 5), 1e-12);
    }

    /**
     * All errors are 2, so the profile is 2, each ratio 1, and the width does not hang on the
     * level.
     */
    @Test
    void widthsOfEvenErrorsGrowWithTheRootBeyondTheBackTest() {
        Widths widths = new Widths(new double[][] {{2, 2, 2, 2}, {2, 2, 2, 2}}, 2, 16);
        assertEquals(2.5, widths.at(0, 0.8), 1e-12);
        assertEquals(2.5, widths.at(3, 0.95), 1e-12);
        assertEquals(5, widths.at(15, 0.8), 1e-12);
    }

    @Test
    void aHigherLevelIsWiderAndCoversThePast() {
        double[][] errors = new double[4][48];
        for (int k = 0; k < 4; k++) {
            for (int h = 0; h < 48; h++) {
                errors[k][h] = (k * 48 + h) * 7 % 192 / 10.0;
            }
        }
        Widths widths = new Widths(errors, 24, 48);
        int inside = 0;
        for (double[] origin : errors) {
            for (int h = 0; h < 48; h++) {
                inside += origin[h] <= widths.at(h, 0.8) ? 1 : 0;
            }
        }
        assertTrue(inside >= 0.8 * 192, inside + " of 192");
        assertTrue(widths.at(5, 0.95) > widths.at(5, 0.8));
    }
}
