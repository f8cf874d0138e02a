package dev.gantry.analysis.anomaly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

final class RareValuesTest {
    private final RareValues values = new RareValues();

    @Test
    void withinWhatWasSeenItIsTheRank() {
        for (int i = 1; i <= 999; i++) {
            values.add(i);
        }
        // 15 of 999 are at least 985
        assertEquals(-Math.log10(16.0 / 1000), values.rarity(985), 1e-9);
        assertEquals(0, values.rarity(500));
    }

    @Test
    void beyondItIsTheTailByHillAndWeissmanAsOneReckonsByHand() {
        for (int i = 0; i < 990; i++) {
            values.add(1);
        }
        for (int i = 0; i < 9; i++) {
            values.add(Math.E);
        }
        // ten in the tail: nine of e and one of 1 above a base of 1, so an index of 0.9; and 11 in
        // 1,000 for the base
        double decades = -Math.log10(11.0 / 1000) + Math.log10(10) / 0.9;
        assertEquals(decades, values.rarity(10), 1e-6);
    }

    @Test
    void aHeavyTailMakesTheSameFactorLessRare() {
        RareValues heavy = new RareValues();
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 5_000; i++) {
            double uniform = 1 - random.nextDouble();
            values.add(Math.pow(uniform, -0.2));
            heavy.add(Math.pow(uniform, -1));
        }
        // P(X > x) = x^-5 and x^-1; 100 times the 99th percentile
        assertEquals(2 + 10, values.rarity(100 * values.quantile()), 2.5);
        assertEquals(2 + 2, heavy.rarity(100 * heavy.quantile()), 0.5);
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        for (int i = 0; i < 1_000; i++) {
            values.add(1_000 + i);
        }
        for (int i = 0; i < 45_000; i++) {
            values.add(i % 100);
        }
        assertTrue(values.rarity(500) > 2, "rare again");
        assertTrue(values.points() < 20_000);
        assertEquals(98, values.quantile(), 1);
    }

    @Test
    void aBurstThatIsForgottenLeavesATail() {
        for (int i = 0; i < 19_000; i++) {
            values.add(i < 9_000 ? 100 + i % 10 : i % 7);
        }
        for (int i = 0; i < 1_100; i++) {
            values.add(i % 7);
        }
        assertTrue(values.quantile() >= 6, "not below what is frequent: " + values.quantile());
    }
}
