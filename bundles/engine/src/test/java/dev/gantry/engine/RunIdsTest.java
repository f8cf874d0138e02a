package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

class RunIdsTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void growsWithinOneInstantAndWhenTheClockIsSetBack() {
        RunIds ids = new RunIds(clock, 0, 0);
        long last = 0;
        for (int i = 0; i < 20_000; i++) {
            if (i == 10_000) {
                clock.advance(Duration.ofHours(-1));
            }
            long id = ids.next();
            assertTrue(id > last);
            assertTrue(RunIds.text(id).compareTo(RunIds.text(last)) > 0);
            last = id;
        }
    }

    @Test
    void goesOnAfterTheNewestInTheStore() {
        RunIds first = new RunIds(clock, 0, 0);
        long newest = first.next();
        clock.advance(Duration.ofDays(-1));
        assertTrue(new RunIds(clock, 0, newest).next() > newest);
    }

    @Test
    void nodesNeverMakeTheSame() {
        RunIds one = new RunIds(clock, 1, 0);
        RunIds other = new RunIds(clock, 1023, 0);
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertTrue(seen.add(one.next()));
            assertTrue(seen.add(other.next()));
        }
    }

    @Test
    void tellsItsTime() {
        long id = new RunIds(clock, 0, 0).next();
        assertEquals(clock.instant(), RunIds.createdAt(id));
    }

    @Test
    void textAndNumberAreTheSame() {
        for (long id : new long[] {0, 1, 31, 32, 1L << 40, Long.MAX_VALUE}) {
            String text = RunIds.text(id);
            assertEquals(13, text.length());
            assertEquals(id, RunIds.parse(text));
        }
        assertEquals(-1, RunIds.parse("nonsense"));
        assertEquals(-1, RunIds.parse("uuuuuuuuuuuuu"));
        assertEquals(-1, RunIds.parse("8000000000000"));
    }
}
