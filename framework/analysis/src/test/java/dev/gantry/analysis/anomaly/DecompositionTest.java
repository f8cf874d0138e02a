package dev.gantry.analysis.anomaly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;

final class DecompositionTest {
    private static final int DAY = 24;
    private static final int SIZE = 14 * DAY;

    private final SplittableRandom random = new SplittableRandom(2);

    @Test
    void theThreePartsAreTheWhole() {
        double[] values = new double[SIZE - 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = 50 + 0.1 * i + season(i) + random.nextGaussian();
        }
        Decomposition parts = Decomposition.of(values, DAY);
        for (int i = 0; i < values.length; i++) {
            assertEquals(
                    values[i], parts.trend()[i] + parts.seasonal()[i] + parts.remainder()[i], 1e-9);
        }
    }

    @Test
    void aLineAndASeasonAreFoundAgain() {
        double[] values = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = 50 + 0.1 * i + season(i);
        }
        Decomposition parts = Decomposition.of(values, DAY);
        for (int i = 0; i < SIZE; i++) {
            assertEquals(50 + 0.1 * i, parts.trend()[i], 0.05, "trend at " + i);
            assertEquals(season(i), parts.seasonal()[i], 0.05, "season at " + i);
        }
    }

    @Test
    void aSpikeIsInTheRemainderAndNowhereElse() {
        double[] values = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = 50 + season(i) + random.nextGaussian();
        }
        values[100] += 1_000;
        values[101] += 1_000;
        Decomposition parts = Decomposition.of(values, DAY);
        assertEquals(1_000, parts.remainder()[100], 10);
        assertEquals(50, parts.trend()[100], 3);
        assertEquals(season(100), parts.seasonal()[100], 5);
        assertEquals(season(124), parts.seasonal()[124], 5);
    }

    @Test
    void aConstantSeriesHasNeitherSeasonNorRemainder() {
        double[] values = new double[3 * DAY];
        Arrays.fill(values, 7);
        Decomposition parts = Decomposition.of(values, DAY);
        for (int i = 0; i < values.length; i++) {
            assertEquals(7, parts.trend()[i], 1e-9);
            assertEquals(0, parts.seasonal()[i], 1e-9);
        }
    }

    @Test
    void tooShortOrNoNumbersAreRefused() {
        refused("two seasons", () -> Decomposition.of(new double[47], DAY));
        refused("season of 1", () -> Decomposition.of(new double[47], 1));
        double[] gap = new double[SIZE];
        gap[3] = Double.NaN;
        refused("fill gaps", () -> Decomposition.of(gap, DAY));
    }

    private static void refused(String reason, Runnable call) {
        var refused = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    private static double season(int i) {
        return 20 * Math.sin(2 * Math.PI * i / DAY) + (i % DAY == 8 ? 10 : 0) - 10.0 / DAY;
    }
}
