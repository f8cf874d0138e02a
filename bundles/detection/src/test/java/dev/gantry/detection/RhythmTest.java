package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class RhythmTest {

    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00.123Z");

    @Test
    void staysOnItsGridHoweverLateItIsAsked() {
        for (Duration interval :
                List.of(Duration.ofSeconds(1), Duration.ofMillis(1499), Duration.ofHours(6))) {
            for (int i = 0; i < 200; i++) {
                Rhythm rhythm = Rhythm.of("check-" + i, MADE, interval);
                Instant first = rhythm.next(MADE);
                assertTrue(!first.isBefore(MADE.plus(interval)));
                assertTrue(first.isBefore(MADE.plus(interval.multipliedBy(2))));
                assertTrue(first.isBefore(MADE.plus(interval).plusSeconds(10)));
                for (int n = 1; n < 20; n++) {
                    Instant at = first.plus(interval.multipliedBy(n));
                    assertEquals(at, rhythm.next(at.minusMillis(1)));
                    assertEquals(at, rhythm.next(at.minus(interval)));
                    assertEquals(at, rhythm.next(at.minusNanos(1)));
                }
            }
        }
    }

    @Test
    void aClockThatWasAheadWhenItWasMadeDelaysNothing() {
        Rhythm rhythm = Rhythm.of("a", MADE, Duration.ofHours(1));
        Instant now = MADE.minus(Duration.ofDays(400));
        assertTrue(rhythm.next(now).isAfter(now));
        assertTrue(!rhythm.next(now).isAfter(now.plus(Duration.ofHours(1))));
        assertEquals(
                rhythm.next(MADE).minus(Duration.ofDays(400)),
                rhythm.next(now.plus(Duration.ofMinutes(30))));
    }

    @Test
    void spreadsWhatWasMadeTogether() {
        Set<Long> tenths = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            Rhythm rhythm = Rhythm.of("web-" + i, MADE, Duration.ofMinutes(1));
            assertEquals(rhythm, Rhythm.of("web-" + i, MADE, Duration.ofMinutes(1)));
            tenths.add(rhythm.offset() / 100);
        }
        assertTrue(tenths.size() > 95, "of 100 tenths of a second: " + tenths.size());
    }

    @Test
    void afterABreakItComesSoonIfItWasMissed() {
        Rhythm rhythm = Rhythm.of("a", MADE, Duration.ofHours(1));
        Instant grid = rhythm.next(MADE.plus(Duration.ofDays(2)));
        Instant now = grid.plus(Duration.ofMinutes(20));
        Instant next = grid.plus(Duration.ofHours(1));
        assertEquals(now.plusMillis(rhythm.offset()), rhythm.resume(now, null));
        assertEquals(now.plusMillis(rhythm.offset()), rhythm.resume(now, grid.minusSeconds(1)));
        assertEquals(next, rhythm.resume(now, grid.plusSeconds(1)));
        assertEquals(next, rhythm.resume(next.minusMillis(1), null), "never later than planned");
    }
}
