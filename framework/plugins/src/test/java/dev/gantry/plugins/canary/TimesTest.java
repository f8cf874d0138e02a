package dev.gantry.plugins.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

class TimesTest {
    @Test
    void isNeverTooShortAndAtMostOnePartInSixtyFourTooLong() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int count = 1 + random.nextInt(300);
            long[] micros = new long[count];
            Times times = new Times();
            for (int i = 0; i < count; i++) {
                micros[i] = (long) Math.exp(random.nextDouble() * 28);
                times.add(Duration.ofNanos(micros[i] * 1000));
            }
            Arrays.sort(micros);
            for (int rank = 1; rank <= count; rank++) {
                long shown = Times.upper(times.bucketOf(rank)).toNanos() / 1000;
                long right = micros[rank - 1];
                assertTrue(
                        shown >= right && shown - right <= right / 64,
                        "rank " + rank + ": " + right + " shown as " + shown);
            }
        }
    }

    @Test
    void takesTheRankThatNinetyFiveOfHundredDoNotExceed() {
        Times times = new Times();
        assertNull(times.p95());
        for (int i = 1; i <= 100; i++) {
            times.add(Duration.ofNanos(i * 1000L));
        }
        assertEquals(Duration.ofNanos(95_000), times.p95());
        assertEquals(95, times.upTo(95));
        times.add(Duration.ofNanos(101_000));
        assertEquals(96, times.rank95());
    }

    @Test
    void addsAndCopies() {
        Times one = new Times();
        one.add(Duration.ofMillis(3));
        Times other = new Times();
        other.add(Duration.ofHours(3));
        Times both = one.copy();
        both.add(other);
        assertEquals(1, one.total());
        assertEquals(2, both.total());
        assertEquals(other.p95(), both.p95());
    }

    @Test
    void boundsWhatIsAbsurd() {
        Times times = new Times();
        times.add(Duration.ofDays(40_000));
        times.add(Duration.ofMillis(-5));
        assertEquals(Duration.ZERO, Times.upper(times.bucketOf(1)));
        assertTrue(times.p95().toDays() >= 50 && times.p95().toDays() < 52);
    }
}
