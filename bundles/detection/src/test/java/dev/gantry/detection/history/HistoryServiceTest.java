package dev.gantry.detection.history;

import static dev.gantry.spi.check.CheckStatus.CRITICAL;
import static dev.gantry.spi.check.CheckStatus.OK;
import static dev.gantry.spi.check.CheckStatus.WARN;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckHistory.Day;
import dev.gantry.spi.check.CheckHistory.Forecast;
import dev.gantry.spi.check.CheckHistory.Point;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class HistoryServiceTest {
    private static final RevisionRef PLUGIN = new RevisionRef("acme", "1.0.0", "ab".repeat(32));
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Instant now = Instant.parse("2026-03-02T22:00:00Z");
    private final FakeHistoryStore disk = new FakeHistoryStore();
    private final List<CheckVerdict> past = new ArrayList<>();
    private HistoryService history = boot();
    private Check check =
            new Check(
                    "disk",
                    CheckSpec.of("disk", "{}", MINUTE, Duration.ofSeconds(5)),
                    1,
                    now,
                    null,
                    now);

    private HistoryService boot() {
        history =
                new HistoryService(
                        disk,
                        (id, most) -> past.reversed().stream().limit(most).toList(),
                        new HistoryService.Kept(Duration.ofDays(90), Duration.ofDays(800)),
                        () -> now);
        return history;
    }

    private void says(CheckStatus status, double value, Duration later) {
        now = now.plus(later);
        CheckVerdict verdict =
                new CheckVerdict(
                        now, status, List.of(), Map.of("used.ratio", value), MINUTE, PLUGIN);
        history.add(check, verdict);
        past.add(verdict);
        check = new Check("disk", check.spec(), 1, check.createdAt(), verdict, now);
    }

    private Day today() {
        return history.days("disk", 1).getFirst();
    }

    @Test
    void theTimeBetweenVerdictsBelongsToTheFirst() {
        says(OK, 0, Duration.ZERO);
        says(CRITICAL, 0, MINUTE);
        says(WARN, 0, MINUTE);
        says(OK, 0, MINUTE);
        assertEquals(MINUTE, today().ok());
        assertEquals(MINUTE, today().critical());
        assertEquals(MINUTE, today().warn());
        assertEquals(2.0 / 3, today().availability().orElseThrow());
    }

    @Test
    void whatIsLongerThanTwoIntervalsIsUnknown() {
        says(OK, 0, Duration.ZERO);
        says(OK, 0, Duration.ofMinutes(30));
        assertEquals(Duration.ofSeconds(125), today().ok());
        assertEquals(Duration.ofSeconds(1675), today().unknown());
        assertEquals(1, today().availability().orElseThrow());
    }

    @Test
    void eachHourAndDayHasItsOwn() {
        says(OK, 1, Duration.ofSeconds(30));
        for (int i = 0; i < 150; i++) {
            says(i < 60 ? OK : CRITICAL, i, MINUTE);
        }
        List<Day> days = history.days("disk", 2);
        assertEquals(Duration.ofMinutes(61), days.getFirst().ok());
        assertEquals(
                Duration.ofMinutes(120).minusSeconds(30),
                days.getFirst().ok().plus(days.getFirst().critical()));
        assertEquals(Duration.ofSeconds(30 * 60 + 30), days.getLast().critical());
        assertEquals(2, history.days("disk", 2).size());
        past.clear();
        List<Point> hours =
                history.series("disk", "used.ratio", now.minus(Duration.ofHours(5)), now);
        assertEquals(3, hours.size());
        assertEquals(60, hours.getFirst().count());
        assertEquals(58, hours.getFirst().max());
        assertEquals(59, hours.get(1).min());
        assertEquals(88.5, hours.get(1).mean());
    }

    @Test
    void theDiskIsReadOnlyForWhatIsNotInMemory() {
        says(OK, 1, Duration.ZERO);
        assertEquals(2, disk.reads, "the hour and the day");
        for (int i = 0; i < 30; i++) {
            says(OK, i, Duration.ofHours(1));
        }
        assertTrue(today().ok().isPositive());
        assertEquals(2, disk.reads);
        history.days("disk", 2);
        assertEquals(3, disk.reads);
    }

    @Test
    void aClockThatIsPutBackGoesOnWithTheHour() {
        says(OK, 1, Duration.ZERO);
        says(OK, 2, Duration.ofHours(1));
        says(OK, 3, Duration.ofHours(-1));
        history.flush();
        Bucket hour = Bucket.read(disk.buckets("disk", 1, Ledger.hour(now)).getFirst().body());
        assertEquals(2, hour.point("used.ratio", now).orElseThrow().mean());
    }

    /** Hours and days that were left as the clock was put back are gone on with. */
    private void putBack(Runnable meanwhile) {
        says(OK, 1, Duration.ZERO);
        says(OK, 2, Duration.ofHours(1));
        says(OK, 3, Duration.ofHours(1));
        says(OK, 4, Duration.ofHours(-2));
        Instant first = now;
        history.flush();
        meanwhile.run();
        says(OK, 5, Duration.ofHours(1));
        says(OK, 6, Duration.ofHours(1));
        history.flush();
        past.clear();
        List<Point> hours =
                history.series("disk", "used.ratio", first, first.plus(Duration.ofHours(3)));
        assertEquals(List.of(2.5, 3.5, 4.5), hours.stream().map(Point::mean).toList());
        assertEquals(
                List.of(4L, 2L),
                disk.buckets("disk", 24, 0).stream()
                        .map(row -> Bucket.read(row.body()).point("used.ratio", now))
                        .map(point -> point.orElseThrow().count())
                        .toList());
    }

    @Test
    void aClockThatWasPutBackLosesNothing() {
        putBack(() -> {});
    }

    @Test
    void aClockThatWasPutBackBeforeARestartLosesNothing() {
        putBack(this::boot);
    }

    /** The day that is begun is skipped on the way back to it. */
    @Test
    void aClockThatWasPutBackOverMidnightLosesNothing() {
        says(OK, 1, Duration.ofHours(3));
        says(OK, 3, Duration.ofHours(-3));
        says(OK, 5, Duration.ofHours(5));
        assertEquals(
                List.of(3.0, 3.0),
                List.of(
                        day(Instant.parse("2026-03-02T00:00:00Z")),
                        day(Instant.parse("2026-03-03T00:00:00Z"))));
    }

    private double day(Instant start) {
        history.flush();
        return Bucket.read(disk.buckets("disk", 24, Ledger.hour(start)).getFirst().body())
                .point("used.ratio", start)
                .orElseThrow()
                .mean();
    }

    @Test
    void whatIsAfterThePageOfAClockThatWasPutBackIsShown() {
        says(OK, 1, Duration.ZERO);
        says(OK, 2, Duration.ofHours(1));
        says(OK, 3, Duration.ofHours(-1));
        past.clear();
        List<Point> hours =
                history.series("disk", "used.ratio", now, now.plus(Duration.ofHours(2)));
        assertEquals(List.of(2.0, 2.0), hours.stream().map(Point::mean).toList());
    }

    @Test
    void aRestartGoesOnWithTheHour() {
        says(OK, 1, Duration.ZERO);
        says(OK, 3, MINUTE);
        history.flush();
        boot();
        says(OK, 5, MINUTE);
        assertEquals(Duration.ofMinutes(2), today().ok());
        history.flush();
        Bucket hour = Bucket.read(disk.buckets("disk", 1, 0).getFirst().body());
        assertEquals(3, hour.point("used.ratio", now).orElseThrow().mean());
        assertEquals(List.of("used.ratio"), history.measures("disk"));
    }

    @Test
    void verdictsAreShownEachAsFarAsTheyReachBack() {
        says(OK, 1, Duration.ZERO);
        Instant first = now;
        says(OK, 3, MINUTE);
        List<Point> points = history.series("disk", "used.ratio", first, now.plusSeconds(1));
        assertEquals(List.of(new Point(first, 1, 1, 1, 1), new Point(now, 1, 3, 3, 3)), points);
        assertEquals(
                1,
                history.series("disk", "used.ratio", first.minusSeconds(1), now.plusSeconds(1))
                        .size());
    }

    @Test
    void whatIsTooOldGoes() {
        says(OK, 1, Duration.ZERO);
        history.flush();
        now = now.plus(Duration.ofDays(100));
        assertEquals(false, history.prune());
        assertEquals(List.of(), disk.buckets("disk", 1, 0));
        assertEquals(1, disk.buckets("disk", 24, 0).size());
    }

    @Test
    void aWeekSaysWhatIsToComeAndWhenItIsFull() {
        GantryException little =
                assertThrows(
                        GantryException.class, () -> history.forecast("disk", "used.ratio", 1.0));
        assertTrue(little.getMessage().startsWith("no forecast of used.ratio: "), "");
        double used = 0.5;
        for (int hour = 0; hour < 24 * 14; hour++) {
            says(OK, used, Duration.ofHours(1));
            used += 0.1 / 24;
        }
        past.clear();
        Forecast up = history.forecast("disk", "used.ratio", 2.4);
        assertEquals(72, up.points().size());
        assertEquals(used + 0.3, up.points().getLast().value(), 0.02);
        double days = Duration.between(now, up.until().at()).toHours() / 24.0;
        assertEquals(5, days, 0.5);
        assertTrue(up.until().words().startsWith("full in "), up.until().words());
        assertTrue(up.error().mean() < 0.01, up.error().toString());
    }

    @Test
    void whatFallsReachesItsLimitFromAbove() {
        double free = 10;
        for (int hour = 0; hour < 24 * 14; hour++) {
            says(OK, free, Duration.ofHours(1));
            free -= 0.02;
        }
        past.clear();
        Forecast down = history.forecast("disk", "used.ratio", 2.0);
        double hours = Duration.between(now, down.until().at()).toHours();
        assertEquals((free - 2) / 0.02, hours, 12);
        assertTrue(down.until().words().startsWith("down to the limit in "), "");
    }
}
