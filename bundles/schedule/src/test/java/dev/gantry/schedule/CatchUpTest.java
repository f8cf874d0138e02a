package dev.gantry.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.schedule.FireRules;
import dev.gantry.spi.schedule.MissedPolicy;
import dev.gantry.spi.schedule.OverlapPolicy;
import dev.gantry.spi.schedule.Timing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class CatchUpTest {

    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Jitter NONE = Jitter.of("a", Duration.ZERO);

    @ParameterizedTest
    @EnumSource(MissedPolicy.class)
    void onTimeThereIsNothingMissed(MissedPolicy policy) {
        FireTimes times = Interval.of(MADE, Duration.ofMinutes(1));
        CatchUp plan =
                CatchUp.of(
                        times,
                        rules(policy, null),
                        NONE,
                        MADE.plusSeconds(60),
                        MADE.plusSeconds(70));
        assertEquals(List.of(MADE.plusSeconds(60)), plan.served());
        assertEquals(Optional.of(MADE.plusSeconds(120)), plan.next());
        assertTrue(plan.missed().isEmpty());
    }

    @ParameterizedTest
    @EnumSource(MissedPolicy.class)
    void eachFireTimeIsServedOrMissed(MissedPolicy policy) {
        for (FireTimes times :
                List.of(Interval.of(MADE, Duration.ofMinutes(7)), cron("3/13 2-20 * * *"))) {
            Instant due = times.next(MADE).orElseThrow();
            for (int minutes : new int[] {0, 1, 6, 7, 8, 60, 1439, 1440, 9000}) {
                Instant now = due.plus(Duration.ofMinutes(minutes)).plusSeconds(3);
                for (Duration window : new Duration[] {null, Duration.ofMinutes(100)}) {
                    List<Instant> passed = new ArrayList<>();
                    Instant at = due;
                    while (!at.isAfter(now)) {
                        passed.add(at);
                        at = times.next(at).orElseThrow();
                    }
                    CatchUp plan = CatchUp.of(times, rules(policy, window), NONE, due, now);
                    assertEquals(Optional.of(at), plan.next());
                    Duration limit = policy == MissedPolicy.NONE ? FireRules.LATE : window;
                    int most = policy == MissedPolicy.ALL ? CatchUp.SERVED : 1;
                    List<Instant> served =
                            passed
                                    .subList(Math.max(passed.size() - most, 0), passed.size())
                                    .stream()
                                    .filter(t -> limit == null || !t.plus(limit).isBefore(now))
                                    .toList();
                    assertEquals(served, plan.served());
                    List<Instant> missed = passed.subList(0, passed.size() - served.size());
                    if (missed.size() <= CatchUp.COUNTED) {
                        assertEquals(missed, plan.missed());
                        assertEquals(missed.isEmpty() ? null : missed.getLast(), plan.latest());
                        assertFalse(plan.more());
                    }
                }
            }
        }
    }

    @Test
    void aLongAbsenceIsCutShort() {
        FireTimes times = cron("* * * * * *");
        Instant now = MADE.plus(Duration.ofDays(365)).plusMillis(400);
        CatchUp last = CatchUp.of(times, rules(MissedPolicy.LAST, null), NONE, MADE, now);
        assertEquals(List.of(MADE.plus(Duration.ofDays(365))), last.served());
        assertEquals(CatchUp.COUNTED, last.missed().size());
        assertEquals(MADE, last.missed().getFirst());
        assertTrue(last.more());
        assertEquals(last.served().getFirst().minusSeconds(1), last.latest());
        CatchUp all = CatchUp.of(times, rules(MissedPolicy.ALL, null), NONE, MADE, now);
        assertEquals(CatchUp.SERVED, all.served().size());
        assertEquals(MADE.plus(Duration.ofDays(365)), all.served().getLast());
        assertEquals(
                MADE.plus(Duration.ofDays(365)).minusSeconds(CatchUp.SERVED - 1),
                all.served().getFirst());
        assertTrue(all.reason().contains("more than 1000"), all.reason());
    }

    @Test
    void whatIsPutOffByJitterHasNotCome() {
        FireTimes times = Interval.of(MADE, Duration.ofSeconds(10));
        Jitter jitter = Jitter.of("a", Duration.ofMinutes(2));
        Instant first = MADE.plusSeconds(10);
        Instant now = MADE.plusSeconds(1000);
        CatchUp plan = CatchUp.of(times, rules(MissedPolicy.ALL, null), jitter, first, now);
        assertTrue(jitter.due(plan.next().orElseThrow()).isAfter(now));
        plan.served().forEach(at -> assertFalse(jitter.due(at).isAfter(now), at.toString()));
        assertEquals(plan.next(), times.next(plan.served().getLast()));
        assertEquals(first, plan.served().getFirst());
    }

    private static FireRules rules(MissedPolicy policy, Duration window) {
        return new FireRules(
                policy, window, OverlapPolicy.ALLOW, Duration.ZERO, List.of(), List.of());
    }

    private static FireTimes cron(String expression) {
        return FireTimes.of(new Timing.Cron(expression, ZoneOffset.UTC), MADE);
    }
}
