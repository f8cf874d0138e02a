package dev.gantry.slo;

import static dev.gantry.slo.Samples.NOW;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.StoredCount;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class CountsTest {
    private static final Duration MINUTES = Duration.ofMinutes(5);
    private final Counts counts = new Counts("availability mail");

    @Test
    void whatIsOlderThanAWindowIsNotInIt() {
        counts.add(NOW, 1, 1);
        counts.add(NOW.plusSeconds(59), 0, 1);
        counts.add(NOW.plusSeconds(60), 1, 1);
        Instant end = NOW.plus(MINUTES);
        assertEquals(new Tally(2, 3), counts.over(MINUTES, end));
        assertEquals(new Tally(2, 3), counts.over(MINUTES, end.plusSeconds(59)));
        assertEquals(new Tally(1, 1), counts.over(MINUTES, end.plusSeconds(60)));
        assertEquals(Tally.NONE, counts.over(MINUTES, end.plusSeconds(120)));
    }

    @Test
    void longWindowsAreCountedByTheHour() {
        Instant begin = NOW.minus(Duration.ofDays(30));
        counts.add(begin, 1, 1);
        counts.add(NOW, 1, 1);
        assertEquals(new Tally(2, 2), counts.over(Duration.ofDays(30), NOW));
        assertEquals(new Tally(1, 1), counts.over(Duration.ofDays(29), NOW));
        assertEquals(Optional.of(begin), counts.since(Duration.ofDays(30), NOW));
        assertEquals(Optional.of(NOW), counts.since(Duration.ofDays(29), NOW));
        assertEquals(Optional.empty(), counts.since(MINUTES, NOW.plus(Duration.ofDays(1))));
    }

    @Test
    void bucketsFallOutAndComeBackEmpty() {
        Ring ring = new Ring(3);
        ring.add(10, 1, 2);
        ring.add(11, 1, 1);
        ring.add(13, 5, 5);
        assertEquals(Tally.NONE, ring.of(10));
        assertEquals(new Tally(1, 1), ring.of(11));
        assertEquals(new Tally(6, 6), ring.sum(0, 100));
        ring.add(10, 9, 9);
        assertEquals(new Tally(6, 6), ring.sum(0, 100));
        ring.add(1000, 1, 1);
        assertEquals(new Tally(1, 1), ring.sum(0, 2000));
        assertEquals(Tally.NONE, ring.sum(0, 999));
    }

    @Test
    void changesAreToldOnceAndAgainWhenTheyAreNotOnDisk() {
        counts.add(NOW, 1, 1);
        counts.add(NOW, 0, 1);
        long minute = NOW.getEpochSecond() / 60;
        StoredCount fine = new StoredCount("availability mail", 1, minute, 1, 2);
        assertEquals(
                List.of(fine, new StoredCount("availability mail", 60, minute / 60 * 60, 1, 2)),
                counts.changed());
        assertTrue(counts.changed().isEmpty());
        counts.again(fine);
        counts.add(NOW, 1, 1);
        assertEquals(
                new StoredCount("availability mail", 1, minute, 2, 3), counts.changed().getFirst());
    }
}
