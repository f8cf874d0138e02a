package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class RhythmTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

    @Test
    void staysOnItsGridHoweverLateItIsAsked() {
        for (Duration interval :
                List.of(Duration.ofSeconds(1), Duration.ofMillis(1499), Duration.ofHours(6))) {
            for (int i = 0; i < 200; i++) {
                Rhythm rhythm = Rhythm.of("check-" + i, interval);
                Instant first = rhythm.next(NOW);
                assertTrue(first.isAfter(NOW));
                assertTrue(!first.isAfter(NOW.plus(interval)));
                for (int n = 1; n < 20; n++) {
                    Instant at = first.plus(interval.multipliedBy(n));
                    assertEquals(at, rhythm.next(at.minusMillis(1)));
                    assertEquals(at, rhythm.next(at.minus(interval)));
                    assertEquals(at, rhythm.next(at.minusNanos(1)));
                    assertEquals(at.plus(interval), rhythm.after(at, at.plusMillis(700)));
                }
            }
        }
    }

    @Test
    void isNotFollowedAtOnceByTheGridWhenItWasOffIt() {
        Rhythm rhythm = Rhythm.of("a", Duration.ofHours(1));
        Instant grid = rhythm.next(NOW);
        Instant before = grid.minusSeconds(60);
        assertEquals(grid.plus(Duration.ofHours(1)), rhythm.after(before, before));
        Instant long1 = grid.minus(Duration.ofMinutes(40));
        assertEquals(grid, rhythm.after(long1, long1));
    }

    @Test
    void isTheSameBefore1970() {
        Rhythm rhythm = Rhythm.of("a", Duration.ofHours(1));
        Instant then = Instant.parse("1960-01-01T00:00:00Z");
        assertTrue(rhythm.next(then).isAfter(then));
        assertTrue(!rhythm.next(then).isAfter(then.plus(Duration.ofHours(1))));
    }

    /** Of 5,000 checks each second of the interval gets its share. */
    @Test
    void spreadsOverTheInterval() {
        Map<Long, Integer> seconds = new HashMap<>();
        for (int i = 0; i < 5000; i++) {
            Rhythm rhythm = Rhythm.of("web-" + i, Duration.ofSeconds(30));
            assertEquals(rhythm, Rhythm.of("web-" + i, Duration.ofSeconds(30)));
            assertTrue(rhythm.phase() >= 0 && rhythm.phase() < 30_000);
            seconds.merge(rhythm.phase() / 1000, 1, Integer::sum);
        }
        assertEquals(30, seconds.size());
        seconds.forEach((second, n) -> assertTrue(n > 100 && n < 250, second + ": " + n));
    }

    @Test
    void afterABreakItComesSoonIfItWasMissed() {
        Rhythm rhythm = Rhythm.of("a", Duration.ofHours(1));
        Instant grid = rhythm.next(NOW.plus(Duration.ofDays(2)));
        Instant now = grid.plus(Duration.ofMinutes(20));
        Instant next = grid.plus(Duration.ofHours(1));
        assertTrue(rhythm.delay() < 10_000);
        assertEquals(now.plusMillis(rhythm.delay()), rhythm.resume(now, null));
        assertEquals(now.plusMillis(rhythm.delay()), rhythm.resume(now, grid.minusSeconds(1)));
        assertEquals(next, rhythm.resume(now, grid.plusSeconds(1)));
        assertEquals(next, rhythm.resume(next.minusMillis(1), null), "never later than planned");
    }
}
