package dev.gantry.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.schedule.Timing;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class CatchUpTest {

    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void onTimeThereIsNothingMissed() {
        FireTimes times = Interval.of(MADE, Duration.ofMinutes(1));
        CatchUp plan = CatchUp.of(times, MADE.plusSeconds(60), MADE.plusSeconds(60));
        assertEquals(
                new CatchUp(
                        MADE.plusSeconds(60), Optional.of(MADE.plusSeconds(120)), List.of(), false),
                plan);
    }

    @Test
    void theLatestIsServedAndTheOthersAreMissed() {
        for (FireTimes times :
                List.of(Interval.of(MADE, Duration.ofMinutes(7)), cron("3/13 2-20 * * *"))) {
            Instant due = times.next(MADE).orElseThrow();
            for (int minutes : new int[] {0, 1, 6, 7, 8, 60, 1439, 1440, 9000}) {
                Instant now = due.plus(Duration.ofMinutes(minutes)).plusSeconds(3);
                List<Instant> passed = new ArrayList<>();
                Instant at = due;
                while (!at.isAfter(now)) {
                    passed.add(at);
                    at = times.next(at).orElseThrow();
                }
                CatchUp plan = CatchUp.of(times, due, now);
                assertEquals(passed.removeLast(), plan.nominal());
                assertEquals(Optional.of(at), plan.next());
                if (passed.size() <= CatchUp.COUNTED) {
                    assertEquals(passed, plan.missed());
                    assertFalse(plan.more());
                }
            }
        }
    }

    @Test
    void aLongAbsenceIsCutShort() {
        FireTimes times = cron("* * * * * *");
        Instant now = MADE.plus(Duration.ofDays(365)).plusMillis(400);
        CatchUp plan = CatchUp.of(times, MADE, now);
        assertEquals(MADE.plus(Duration.ofDays(365)), plan.nominal());
        assertEquals(CatchUp.COUNTED, plan.missed().size());
        assertEquals(MADE, plan.missed().getFirst());
        assertTrue(plan.more());
    }

    private static FireTimes cron(String expression) {
        return FireTimes.of(new Timing.Cron(expression, ZoneOffset.UTC), MADE);
    }
}
