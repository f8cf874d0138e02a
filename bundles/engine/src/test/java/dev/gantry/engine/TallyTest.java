package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.store.StoredUsage;

import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally =
            new Tally(
                    FakeCatalog.REVISION,
                    new StoredUsage("ab", "acme.test", "1.0.0", 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0));

    private long cpu() {
        return tally.total().cpuTime();
    }

    @Test
    void processorTimeThatWasNotReadIsEstimatedByTheShareOfWhatWas() {
        tally.ran(100, 50, 1);
        tally.ran(1000, 2);
        assertEquals(57, cpu());
        tally.settle();
        assertEquals(557, cpu());
        tally.settle();
        assertEquals(557, cpu());
        assertEquals(3, tally.total().allocatedBytes());
    }

    @Test
    void theShareIsThatOfTheLatestReadings() {
        tally.ran(100, 50, 0);
        tally.settle();
        tally.ran(1000, 0);
        tally.settle();
        assertEquals(557, cpu());
        tally.ran(100, 20, 0);
        tally.ran(1000, 0);
        tally.settle();
        assertEquals(777, cpu());
    }

    @Test
    void noMoreIsEstimatedThanTheTimeOnAProcessor() {
        tally.ran(100, 120, 0);
        tally.ran(1000, 0);
        tally.settle();
        assertEquals(1127, cpu());
    }

    @Test
    void itIsOverOnceItsRevisionIsGoneAndItsAttemptsHaveEnded() {
        tally.started(0, true);
        assertFalse(tally.over());
        tally.retired(true);
        assertFalse(tally.over());
        tally.ended(Attempt.State.SUCCEEDED, 1);
        assertTrue(tally.over());
    }
}
