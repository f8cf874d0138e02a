package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gantry.detection.Patience.Stage;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Optional;

class PatienceTest {

    private static final Instant DEADLINE = Instant.parse("2026-01-01T00:00:30Z");

    @Test
    void asksInterruptsAndGivesUp() {
        Patience patience = Patience.untilDeadline(DEADLINE);
        assertEquals(Optional.empty(), patience.after(DEADLINE.minusNanos(1)));

        patience = patience.after(DEADLINE).orElseThrow();
        assertEquals(new Patience(Stage.ASKED, DEADLINE.plusSeconds(1)), patience);
        assertEquals(Optional.empty(), patience.after(DEADLINE.plusMillis(999)));

        patience = patience.after(DEADLINE.plusSeconds(1)).orElseThrow();
        assertEquals(new Patience(Stage.INTERRUPTED, DEADLINE.plusSeconds(6)), patience);

        patience = patience.after(DEADLINE.plusSeconds(6)).orElseThrow();
        assertEquals(Stage.ABANDONED, patience.stage());
        assertNull(patience.until());
        assertEquals(Optional.empty(), patience.after(DEADLINE.plusSeconds(999)));
    }

    @Test
    void canBeAskedBeforeTheDeadlineAndOnlyOnce() {
        Instant now = DEADLINE.minusSeconds(20);
        Patience asked = Patience.untilDeadline(DEADLINE).asked(now);
        assertEquals(new Patience(Stage.ASKED, now.plusSeconds(1)), asked);
        assertEquals(asked, asked.asked(now.plusMillis(500)));
    }
}
