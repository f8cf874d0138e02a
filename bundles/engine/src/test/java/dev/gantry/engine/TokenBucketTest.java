package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private final TokenBucket bucket = new TokenBucket();

    @Test
    void givesABurstAndThenTheRate() {
        for (int i = 0; i < 3; i++) {
            assertEquals(0, bucket.take(10_000, 2, 3));
        }
        assertEquals(500, bucket.take(10_000, 2, 3));
        assertEquals(100, bucket.take(10_400, 2, 3));
        assertEquals(0, bucket.take(10_500, 2, 3));
        assertEquals(500, bucket.take(10_500, 2, 3));
    }

    @Test
    void isFullAgainAfterARestAndNeverMoreThanFull() {
        bucket.take(0, 10, 2);
        bucket.take(0, 10, 2);
        for (int i = 0; i < 2; i++) {
            assertEquals(0, bucket.take(60_000, 10, 2));
        }
        assertEquals(100, bucket.take(60_000, 10, 2));
    }

    @Test
    void keepsItsRateWhenTheClockIsPutBack() {
        long now = 10_000_000;
        while (bucket.take(now, 2, 3) == 0) {
            now += 100;
        }
        now -= 3_600_000;
        assertEquals(500, bucket.wait(now, 2, 3));
        assertEquals(0, bucket.take(now + 500, 2, 3));
        assertEquals(500, bucket.take(now + 500, 2, 3));
        assertEquals(0, bucket.take(now + 1000, 2, 3));
    }

    @Test
    void givesNoMoreToCallersThatLookedAtTheClockEarlier() {
        int taken = 0;
        for (long now = 10_000; now < 20_000; now++) {
            taken += bucket.take(now, 500, 1) == 0 ? 1 : 0;
            taken += bucket.take(now - 50, 500, 1) == 0 ? 1 : 0;
        }
        assertEquals(5000, taken, 1);
    }

    @Test
    void keepsARateThatIsNoWholeNumberOfMilliseconds() {
        int taken = 0;
        for (long now = 0; now < 10_000; now++) {
            while (bucket.take(now, 700, 10) == 0) {
                taken++;
            }
        }
        assertEquals(7010, taken, 2);
    }
}
