package dev.gantry.analysis.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class RegressionTest {

    private static final double[] NONE = {1e-12, 1e-12};

    private static double[][] line(int length) {
        double[][] rows = new double[length][];
        for (int i = 0; i < length; i++) {
            rows[i] = new double[] {1, i};
        }
        return rows;
    }

    private static double[] ones(int length) {
        double[] ones = new double[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void solvesASystem() {
        double[][] matrix = {{4, 2, 0}, {2, 5, 3}, {0, 3, 6}};
        assertArrayEquals(
                new double[] {1, -2, 3}, Ridge.solve(matrix, new double[] {0, 1, 12}), 1e-12);
    }

    @Test
    void leastSquaresByHand() {
        Ridge ridge = new Ridge(line(3), new double[] {1, 2, 2}, ones(3), NONE);
        assertArrayEquals(new double[] {7.0 / 6, 0.5}, ridge.fit(), 1e-9);
        assertArrayEquals(
                new double[] {-1.0 / 6, 1.0 / 3, -1.0 / 6}, ridge.residuals(ridge.fit()), 1e-9);
    }

    @Test
    void aPenaltyShrinksAndAWeightPulls() {
        double[][] rows = {{1}, {1}};
        assertArrayEquals(
                new double[] {6.0 / 4},
                new Ridge(rows, new double[] {2, 4}, ones(2), new double[] {2}).fit(),
                1e-12);
        assertArrayEquals(
                new double[] {3.5},
                new Ridge(rows, new double[] {2, 4}, new double[] {1, 3}, new double[] {1e-12})
                        .fit(),
                1e-9);
    }

    @Test
    void theRobustFitLeavesAnOutlierAside() {
        double[] targets = new double[40];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = 3 + 0.5 * i + (i % 2 == 0 ? 0.1 : -0.1);
        }
        targets[39] = 500;
        Ridge ridge = new Ridge(line(40), targets, ones(40), NONE);
        assertTrue(ridge.fit()[1] > 1.2);
        assertArrayEquals(new double[] {3, 0.5}, ridge.robust(20, 1), 0.1);
    }

    @Test
    void weightsHalve() {
        assertArrayEquals(
                new double[] {0.25, Math.sqrt(0.125), 0.5, Math.sqrt(0.5), 1},
                Ridge.fading(5, 2),
                1e-12);
    }
}
