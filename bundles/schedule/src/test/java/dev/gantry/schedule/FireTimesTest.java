package dev.gantry.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.schedule.Timing;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

class FireTimesTest {

    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00.250Z");
    private static final List<String> ZONES =
            List.of(
                    "Europe/Berlin",
                    "America/New_York",
                    "America/Sao_Paulo",
                    "Australia/Lord_Howe",
                    "Asia/Kathmandu",
                    "Pacific/Apia",
                    "Africa/Casablanca",
                    "Asia/Gaza",
                    "UTC");

    @Test
    void anIntervalIsAnchoredWhereItWasMade() {
        FireTimes times = Interval.of(MADE, Duration.ofSeconds(10));
        assertEquals(MADE.plusSeconds(10), next(times, MADE.minusSeconds(99)));
        assertEquals(MADE.plusSeconds(10), next(times, MADE));
        assertEquals(MADE.plusSeconds(10), next(times, MADE.plusSeconds(10).minusNanos(1)));
        assertEquals(MADE.plusSeconds(20), next(times, MADE.plusSeconds(10)));
        assertEquals(MADE.plusSeconds(20), next(times, MADE.plusSeconds(10).plusNanos(1)));
        assertEquals(
                MADE.plusSeconds(1_000_010),
                next(times, MADE.plusSeconds(1_000_005).plusMillis(7)));
    }

    @Test
    void anIntervalOfOddLengthNeverDrifts() {
        FireTimes times = Interval.of(MADE, Duration.parse("PT1.0019999S"));
        Instant at = MADE;
        for (int i = 1; i <= 10_000; i++) {
            at = next(times, at);
            assertEquals(MADE.plusMillis(1001L * i), at);
        }
    }

    @Test
    void aFixedTimeInAGapFiresOnceRightAfterIt() {
        // Berlin, 29 March 2026: 02:00 +01:00 becomes 03:00 +02:00
        assertEquals(
                List.of(
                        "2026-03-28T02:30+01:00",
                        "2026-03-29T03:00+02:00",
                        "2026-03-30T02:30+02:00"),
                day("30 2 * * *", "Europe/Berlin", "2026-03-28", 3));
        assertEquals(
                List.of(
                        "2026-03-28T02:40+01:00",
                        "2026-03-28T03:00+01:00",
                        "2026-03-29T03:00+02:00",
                        "2026-03-29T03:20+02:00"),
                day("*/20 2,3 * * *", "Europe/Berlin", "2026-03-28", 8).stream()
                        .filter(
                                t ->
                                        t.contains("28T02:4")
                                                || t.contains("28T03:0")
                                                || t.contains("29T03:0")
                                                || t.contains("29T03:2"))
                        .toList());
    }

    @Test
    void aFixedTimeInAnOverlapFiresOnceTheFirstTime() {
        // Berlin, 25 October 2026: 03:00 +02:00 becomes 02:00 +01:00
        assertEquals(
                List.of(
                        "2026-10-24T02:30+02:00",
                        "2026-10-25T02:30+02:00",
                        "2026-10-26T02:30+01:00"),
                day("30 2 * * *", "Europe/Berlin", "2026-10-24", 3));
        FireTimes times = cron("* 1-3 * * *", "Europe/Berlin");
        assertEquals(
                Instant.parse("2026-10-25T02:00:00Z"),
                next(times, Instant.parse("2026-10-25T00:59:00Z")),
                "after 02:59 +02:00 comes 03:00 +01:00");
        assertEquals(
                Instant.parse("2026-10-25T02:00:00Z"),
                next(times, Instant.parse("2026-10-25T01:17:00Z")),
                "from inside the second pass");
    }

    @Test
    void whatFiresEachHourFollowsTheClockOnTheWall() {
        assertEquals(
                List.of(
                        "2026-03-29T00:30+01:00",
                        "2026-03-29T01:30+01:00",
                        "2026-03-29T03:30+02:00"),
                day("30 * * * *", "Europe/Berlin", "2026-03-29", 3));
        assertEquals(
                List.of(
                        "2026-10-25T00:30+02:00",
                        "2026-10-25T01:30+02:00",
                        "2026-10-25T02:30+02:00",
                        "2026-10-25T02:30+01:00",
                        "2026-10-25T03:30+01:00"),
                day("30 * * * *", "Europe/Berlin", "2026-10-25", 5));
        // Lord Howe Island moves by half an hour only
        assertEquals(
                List.of(
                        "2026-04-05T01:15+11:00",
                        "2026-04-05T01:45+11:00",
                        "2026-04-05T01:45+10:30",
                        "2026-04-05T02:15+10:30"),
                day("15,45 * * * *", "Australia/Lord_Howe", "2026-04-05", 6).subList(2, 6));
    }

    @Test
    void aDayThatTheCalendarLeftOutFiresAtItsEnd() {
        // Samoa went from 29 to 31 December 2011
        assertEquals(
                List.of(
                        "2011-12-29T12:00-10:00",
                        "2011-12-31T00:00+14:00",
                        "2011-12-31T12:00+14:00"),
                day("0 12 * * *", "Pacific/Apia", "2011-12-29", 3));
    }

    /** Every day has its fixed time exactly once, in every zone, whatever the clock does. */
    @Test
    void aDailyTimeFiresOncePerDay() {
        for (String zone : ZONES) {
            ZoneId id = ZoneId.of(zone);
            for (LocalTime time :
                    List.of(LocalTime.of(0, 0), LocalTime.of(1, 45), LocalTime.of(2, 30))) {
                FireTimes times = cron(time.getMinute() + " " + time.getHour() + " * * *", zone);
                Instant at = LocalDate.of(2017, 1, 1).atStartOfDay(id).toInstant().minusMillis(1);
                for (LocalDate day = LocalDate.of(2017, 1, 1);
                        day.getYear() < 2018;
                        day = day.plusDays(1)) {
                    at = next(times, at);
                    ZonedDateTime shown = at.atZone(id);
                    assertEquals(day, shown.toLocalDate(), zone + " " + time);
                    // only a gap moves it, and to its end
                    if (!shown.toLocalTime().equals(time)) {
                        var gap = id.getRules().getTransition(day.atTime(time));
                        assertTrue(gap != null && gap.isGap(), zone + " " + shown);
                        assertEquals(gap.getInstant(), at);
                    }
                }
            }
        }
    }

    /** Real time between two fires stays the same through every change of the clock. */
    @Test
    void whatFiresEveryHalfHourDoesSoThroughChanges() {
        for (String zone : ZONES) {
            FireTimes times = cron("*/30 * * * *", zone);
            ZoneRules rules = ZoneId.of(zone).getRules();
            Instant from = Instant.parse("2017-01-01T00:00:00Z");
            for (int changes = 0; changes < 6; changes++) {
                Instant at = next(times, from);
                for (int i = 0; i < 60; i++) {
                    Instant following = next(times, at);
                    assertEquals(
                            Duration.ofMinutes(30), Duration.between(at, following), zone + at);
                    at = following;
                }
                var change = rules.nextTransition(at);
                from = (change == null ? at : change.getInstant()).minusSeconds(36_000);
            }
        }
    }

    /** The answer depends on the question's interval alone, wherever in it one asks. */
    @Test
    void anyInstantBetweenTwoFiresGivesTheSecond() {
        for (String zone : ZONES) {
            for (String expression : List.of("10,50 1-3 * * *", "0 */2 * * *", "*/25 * * * *")) {
                FireTimes times = cron(expression, zone);
                Instant at = Instant.parse("2018-03-20T00:00:00Z");
                for (int i = 0; i < 60; i++) {
                    Instant following = next(times, at);
                    assertTrue(following.isAfter(at));
                    Duration gap = Duration.between(at, following);
                    for (int part = 1; part < 4; part++) {
                        Instant inside = at.plus(gap.multipliedBy(part).dividedBy(4));
                        assertEquals(following, next(times, inside), zone + " " + expression);
                    }
                    assertEquals(following, next(times, following.minusNanos(1)));
                    at = following;
                }
            }
        }
    }

    /**
     * Around every change of the clock in twenty years: the same as a list of all local times that
     * match, each turned into instants as the rules say.
     */
    @Test
    void agreesWithAWalkThroughTheLocalTimesOfEachChange() {
        for (String zone : ZONES) {
            ZoneRules rules = ZoneId.of(zone).getRules();
            ZoneOffsetTransition change =
                    rules.nextTransition(Instant.parse("2010-01-01T00:00:00Z"));
            while (change != null
                    && change.getInstant().isBefore(Instant.parse("2030-01-01T00:00:00Z"))) {
                compare(zone, rules, change);
                change = rules.nextTransition(change.getInstant());
            }
        }
    }

    private static void compare(String zone, ZoneRules rules, ZoneOffsetTransition change) {
        Instant from = change.getInstant().minus(Duration.ofHours(30));
        Instant to = change.getInstant().plus(Duration.ofHours(30));
        var each = new TreeSet<Instant>();
        for (Instant at = from; !at.isAfter(to); at = at.plusSeconds(60)) {
            if (at.atOffset(rules.getOffset(at)).getMinute() % 15 == 0) {
                each.add(at);
            }
        }
        assertAgree("*/15 * * * *", zone, from, to, each);

        var fixed = new TreeSet<Instant>();
        LocalDateTime last = LocalDateTime.ofInstant(to, ZoneOffset.UTC).plusDays(1);
        for (LocalDateTime time = last.minusDays(6).withMinute(0).withSecond(0).withNano(0);
                time.isBefore(last);
                time = time.plusMinutes(15)) {
            if (time.getHour() < 4 || time.getHour() == 23) {
                ZoneOffsetTransition there = rules.getTransition(time);
                fixed.add(
                        there == null
                                ? time.toInstant(rules.getOffset(time))
                                : there.isGap()
                                        ? there.getInstant()
                                        : time.toInstant(there.getOffsetBefore()));
            }
        }
        assertAgree("*/15 0-3,23 * * *", zone, from, to, fixed);
    }

    private static void assertAgree(
            String expression, String zone, Instant from, Instant to, TreeSet<Instant> expected) {
        FireTimes times = cron(expression, zone);
        Instant at = from;
        while (at.isBefore(to)) {
            Instant following = expected.higher(at);
            if (following == null || following.isAfter(to)) {
                return;
            }
            assertEquals(following, next(times, at), zone + " " + expression + " after " + at);
            at = following;
        }
    }

    private static List<String> day(String expression, String zone, String from, int count) {
        ZoneId id = ZoneId.of(zone);
        FireTimes times = cron(expression, zone);
        Instant at = LocalDate.parse(from).atStartOfDay(id).toInstant().minusNanos(1);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            at = next(times, at);
            all.add(at.atZone(id).toOffsetDateTime().toString());
        }
        return all;
    }

    private static FireTimes cron(String expression, String zone) {
        return FireTimes.of(new Timing.Cron(expression, ZoneId.of(zone)), MADE);
    }

    private static Instant next(FireTimes times, Instant after) {
        return times.next(after).orElseThrow();
    }
}
