package dev.gantry.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class HistogramTest {
    private static Histogram of(long... times) {
        Histogram histogram = new Histogram();
        for (long ms : times) {
            histogram.add(ms);
        }
        return histogram;
    }

    @Test
    void anEmptyOneTellsNothing() {
        assertNull(new Histogram().percentile(0.5));
    }

    @Test
    void isExactToASixteenth() {
        for (long ms = 0; ms < 100_000_000; ms += Math.max(1, ms / 7)) {
            double told = of(ms).percentile(0.5).toNanos() / 1e6;
            double real = ms + 0.5;
            assertTrue(
                    Math.abs(told - real) <= Math.max(0.5, real / 16), ms + " ms told as " + told);
        }
    }

    @Test
    void tellsTheTimeThatAShareDidNotExceed() {
        Histogram histogram = of(1, 2, 3, 4, 5, 6, 7, 1000, 1000, 60_000);
        assertEquals(Duration.ofNanos(5_500_000), histogram.percentile(0.5));
        assertEquals(Duration.ofNanos(1_500_000), histogram.percentile(0.1));
        assertEquals(Duration.ofNanos(1_500_000), histogram.percentile(0));
        assertEquals(992, histogram.percentile(0.9).toMillis(), 32);
        assertEquals(60_000, histogram.percentile(0.95).toMillis(), 3000);
    }

    @Test
    void clampsWhatCannotBe() {
        assertEquals(Duration.ofNanos(500_000), of(-5).percentile(1));
        assertTrue(of(Long.MAX_VALUE).percentile(1).toDays() > 10_000);
    }

    @Test
    void addsUpAndIsTheSameAfterItWasWritten() {
        Histogram all = of(1, 500, 500);
        all.add(of(70_000, 3));
        Packed.Writer to = new Packed.Writer();
        all.write(to);
        Histogram read = new Histogram();
        read.add(new Packed.Reader(to.bytes()));
        for (double share : new double[] {0.1, 0.3, 0.5, 0.7, 0.9, 1}) {
            assertEquals(all.percentile(share), read.percentile(share));
        }
    }

    @Test
    void refusesBytesThatMakeNoSense() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Histogram().add(new Packed.Reader(new byte[] {1, -1, -1, -1, 127, 1})));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Histogram().add(new Packed.Reader(new byte[] {3, 1})));
    }
}
