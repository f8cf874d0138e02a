package dev.gantry.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.schedule.DaylightSaving;
import dev.gantry.spi.schedule.DaylightSaving.Gap;
import dev.gantry.spi.schedule.DaylightSaving.Overlap;
import dev.gantry.spi.schedule.Preview;
import dev.gantry.spi.schedule.Timing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

class DaylightSavingTest {

    /**
     * Around every change of the clock in thirty years, for each choice: the same as a walk through
     * the local times, each turned into instants by java.time.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin",
                "America/New_York",
                "America/Sao_Paulo",
                "Africa/Cairo",
                "Australia/Lord_Howe",
                "Asia/Kathmandu",
                "Pacific/Apia",
                "Africa/Casablanca",
                "Asia/Gaza",
                "Antarctica/Troll"
            })
    void agreesWithAWalkThroughLocalTimes(String zone) {
        ZoneId id = ZoneId.of(zone);
        ZoneRules rules = id.getRules();
        ZoneOffsetTransition change = rules.nextTransition(Instant.parse("1999-12-01T00:00:00Z"));
        while (change != null
                && change.getInstant().isBefore(Instant.parse("2031-01-01T00:00:00Z"))) {
            for (Gap gap : Gap.values()) {
                for (Overlap overlap : Overlap.values()) {
                    for (String hours : List.of("0-3,23", "*")) {
                        compare(id, change, gap, overlap, hours);
                    }
                }
            }
            change = rules.nextTransition(change.getInstant());
        }
    }

    private static void compare(
            ZoneId zone, ZoneOffsetTransition change, Gap gap, Overlap overlap, String hours) {
        Instant from = change.getInstant().minus(Duration.ofHours(30));
        Instant to = change.getInstant().plus(Duration.ofHours(30));
        TreeSet<Instant> expected = new TreeSet<>();
        LocalDateTime last = LocalDateTime.ofInstant(to, ZoneOffset.UTC).plusDays(2);
        for (LocalDateTime time = last.minusDays(7).withMinute(0).withSecond(0).withNano(0);
                time.isBefore(last);
                time = time.plusMinutes(20)) {
            if (hours.equals("*") || time.getHour() < 4 || time.getHour() == 23) {
                expected.addAll(instants(zone.getRules(), time, gap, overlap));
            }
        }
        FireTimes times =
                FireTimes.of(
                        new Timing.Cron(
                                "*/20 " + hours + " * * *", zone, new DaylightSaving(gap, overlap)),
                        Instant.EPOCH);
        String what = zone + " " + change + " " + gap + " " + overlap + " " + hours;
        Instant at = from;
        Instant following = expected.higher(at);
        while (following != null && following.isBefore(to)) {
            assertEquals(Optional.of(following), times.next(at), what + " after " + at);
            assertEquals(Optional.of(following), times.next(following.minusNanos(1)), what);
            at = following;
            following = expected.higher(at);
        }
    }

    private static List<Instant> instants(
            ZoneRules rules, LocalDateTime time, Gap gap, Overlap overlap) {
        ZoneOffsetTransition change = rules.getTransition(time);
        if (change == null) {
            return List.of(time.toInstant(rules.getOffset(time)));
        }
        Instant first = time.toInstant(change.getOffsetBefore());
        Instant second = time.toInstant(change.getOffsetAfter());
        if (change.isOverlap()) {
            return switch (overlap) {
                case FIRST -> List.of(first);
                case SECOND -> List.of(second);
                case BOTH -> List.of(first, second);
            };
        }
        return switch (gap) {
            case SKIP -> List.of();
            case BEFORE -> List.of(change.getInstant().minusSeconds(1));
            case AFTER -> List.of(change.getInstant());
            case SHIFT -> List.of(first);
        };
    }

    @Test
    void aGapAtMidnightIsServedAsChosen() {
        // Cairo, 24 April 2026: 00:00 +02:00 becomes 01:00 +03:00
        assertEquals("2026-04-24T01:00+03:00", local(Gap.AFTER, null));
        assertEquals("2026-04-24T01:30+03:00", local(Gap.SHIFT, null));
        assertEquals("2026-04-23T23:59:59+02:00", local(Gap.BEFORE, null));
        assertEquals("2026-04-25T00:30+03:00", local(Gap.SKIP, null));
        assertEquals("2026-04-24T01:00+03:00", local(null, null), "the default");
    }

    @Test
    void thePreviewSaysWhatChanged() {
        Preview after = preview(Gap.AFTER, null, "2026-03-28T12:00:00Z", 2);
        assertEquals(
                "stands for 02:30, as the clock goes from 02:00 to 03:00",
                after.fires().getFirst().change());
        assertEquals("2026-03-29T03:00+02:00", after.fires().getFirst().local().toString());
        assertNull(after.fires().getLast().change());

        Preview shift = preview(Gap.SHIFT, null, "2026-03-28T12:00:00Z", 1);
        assertEquals("2026-03-29T03:30+02:00", shift.fires().getFirst().local().toString());
        assertTrue(shift.fires().getFirst().change().startsWith("stands for 02:30"));
        Preview before = preview(Gap.BEFORE, null, "2026-03-28T12:00:00Z", 1);
        assertEquals("2026-03-29T01:59:59+01:00", before.fires().getFirst().local().toString());
        assertTrue(before.fires().getFirst().change().startsWith("stands for 02:30"));

        Preview skip = preview(Gap.SKIP, null, "2026-03-28T12:00:00Z", 1);
        assertEquals("2026-03-30T02:30+02:00", skip.fires().getFirst().local().toString());
        assertEquals(
                List.of(
                        new Preview.Gone(
                                LocalDateTime.of(2026, 3, 29, 2, 30),
                                "does not exist, as the clock goes from 02:00 to 03:00")),
                skip.skipped());

        Preview both = preview(null, Overlap.BOTH, "2026-10-24T12:00:00Z", 3);
        assertEquals(
                "the clock shows 02:30 twice; fires the first time",
                both.fires().getFirst().change());
        assertEquals(
                "the clock shows 02:30 twice; fires the second time", both.fires().get(1).change());
        Preview second = preview(null, Overlap.SECOND, "2026-10-24T12:00:00Z", 1);
        assertEquals("2026-10-25T02:30+01:00", second.fires().getFirst().local().toString());
        assertEquals(
                "the clock shows 02:30 twice; fires the second time only",
                second.fires().getFirst().change());
    }

    @Test
    void onlyTimesInGapsThatAreSkippedNeverFire() {
        // the clock of Berlin skips 02:30 on each last Sunday of March
        FireTimes times =
                FireTimes.of(
                        new Timing.Cron(
                                "30 2 ? 3 SUNL",
                                ZoneId.of("Europe/Berlin"),
                                new DaylightSaving(Gap.SKIP, null)),
                        Instant.EPOCH);
        assertEquals(Optional.empty(), times.next(Instant.parse("2026-01-01T00:00:00Z")));
    }

    private static String local(Gap gap, Overlap overlap) {
        ZoneId cairo = ZoneId.of("Africa/Cairo");
        FireTimes times =
                FireTimes.of(
                        new Timing.Cron("30 0 * * *", cairo, new DaylightSaving(gap, overlap)),
                        Instant.EPOCH);
        Instant noon = Instant.parse("2026-04-23T10:00:00Z");
        return times.next(noon).orElseThrow().atZone(cairo).toOffsetDateTime().toString();
    }

    private static Preview preview(Gap gap, Overlap overlap, String from, int count) {
        FireTimes times =
                FireTimes.of(
                        new Timing.Cron(
                                "30 2 * * *",
                                ZoneId.of("Europe/Berlin"),
                                new DaylightSaving(gap, overlap)),
                        Instant.EPOCH);
        return Foresight.of(
                times, Jitter.of("a", Duration.ZERO), Instant.parse(from), Optional.empty(), count);
    }
}
