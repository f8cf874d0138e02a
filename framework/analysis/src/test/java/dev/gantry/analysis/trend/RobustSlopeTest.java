package dev.gantry.analysis.trend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RobustSlopeTest {
    /**
     * Slopes 1, 1.5, 2, 2, 2.5 and 3; Kendall's score of four values has a deviation of 2.94, so
     * 0.8 takes 1.9 to either side.
     */
    @Test
    void theSlopeOfSenByHand() {
        double[] values = {0, 1, 3, 6};
        RobustSlope slope = RobustSlope.of(values, 0.8);
        assertEquals(2, slope.slope(), 1e-12);
        assertEquals(1, slope.lower());
        assertEquals(3, slope.upper());
        RobustSlope narrow = RobustSlope.of(values, 0.3);
        assertEquals(1.5, narrow.lower());
        assertEquals(2.5, narrow.upper());
    }

    @Test
    void aQuarterOfOutliersDoesNotMoveTheSlope() {
        double[] values = new double[40];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 4 == 1 ? 1e6 * Math.sin(i) : 2 * i;
        }
        assertEquals(2, RobustSlope.of(values, 0.8).slope(), 1e-9);
    }

    @Test
    void quantilesOfTheNormalDistribution() {
        assertEquals(1.2815515655, RobustSlope.quantile(0.8), 1e-9);
        assertEquals(1.9599639845, RobustSlope.quantile(0.95), 1e-9);
        assertEquals(2.5758293035, RobustSlope.quantile(0.99), 1e-9);
    }

    @Test
    void mediansOfTheLastWholeCycles() {
        double[] values = {99, 1, 5, 3, 10, 20, 60};
        assertArrayEquals(new double[] {3, 20}, RobustSlope.medians(values, 3, 9));
        assertArrayEquals(new double[] {20}, RobustSlope.medians(values, 3, 1));
        assertEquals(2.5, RobustSlope.median(new double[] {1, 2, 3, 4}));
    }

    @Test
    void theTestOfMannAndKendallAsOneReckonsByHand() {
        // all 15 pairs of six agree: (15 - 1) / sqrt(6 * 5 * 17 / 18) = 2.63; all ten of five: 2.20
        RobustSlope six = RobustSlope.of(new double[] {1, 2, 3, 4, 5, 6}, 0.8);
        assertEquals(2.63, six.deviations(), 0.005);
        assertTrue(six.sure(0.99));
        assertFalse(six.sure(0.995));
        assertFalse(RobustSlope.of(new double[] {1, 2, 3, 4, 5}, 0.8).sure(0.99));
    }
}
