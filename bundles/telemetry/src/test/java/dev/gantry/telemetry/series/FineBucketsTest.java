package dev.gantry.telemetry.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FineBucketsTest {

    @Test
    void everyValueIsInTheBucketThatEndsAtOrAboveIt() {
        for (double value = 1e-9; value < 1e6; value *= 1.01) {
            int index = FineBuckets.index(value);
            assertTrue(value <= Math.pow(2, index / 8.0) * (1 + 1e-12), value + " in " + index);
            assertTrue(value > Math.pow(2, (index - 1) / 8.0) * (1 - 1e-12), value + " " + index);
        }
        assertEquals(0, FineBuckets.index(1));
        assertEquals(8, FineBuckets.index(2));
        assertEquals(-8, FineBuckets.index(0.5));
        assertEquals(1, FineBuckets.index(Math.nextUp(1.0)));
    }

    @Test
    void whatIsOutsideIsInTheLastOnes() {
        FineBuckets buckets = new FineBuckets();
        buckets.add(0);
        buckets.add(1e-12);
        buckets.add(1e9);
        assertEquals(1, buckets.zeros());
        long[] counts = buckets.counts();
        assertEquals(1, counts[0]);
        assertEquals(1, counts[counts.length - 1]);
    }
}
