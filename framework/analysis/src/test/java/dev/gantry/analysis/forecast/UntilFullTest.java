package dev.gantry.analysis.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.analysis.forecast.Forecast.Band;
import dev.gantry.analysis.forecast.Forecast.History;
import dev.gantry.analysis.forecast.Forecast.PastError;
import dev.gantry.analysis.forecast.Forecast.Point;
import dev.gantry.analysis.forecast.Forecast.Trend;
import dev.gantry.analysis.forecast.UntilFull.State;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

class UntilFullTest {

    private static final Instant UNTIL = Instant.parse("2026-03-01T00:00:00Z");

    /**
     * Rises by one an hour from 10 for three days, and is at 50 at the same hour of each day;
     * bounds are 5 off.
     */
    private static Forecast forecast(Optional<Trend> trend) {
        List<Point> points = new ArrayList<>();
        for (int h = 0; h < 72; h++) {
            double value = h % 24 == 6 ? 90 : 10 + h;
            points.add(
                    new Point(
                            UNTIL.plus(Duration.ofHours(h)),
                            value,
                            List.of(new Band(0.8, value - 5, value + 5))));
        }
        History history =
                new History(
                        UNTIL.minus(Duration.ofDays(9)),
                        UNTIL,
                        Duration.ofHours(1),
                        216,
                        216,
                        9,
                        trend);
        return new Forecast(history, points, List.of(), new PastError(4, 72, 1, 1, 1), true);
    }

    private static Forecast forecast(double perDay, double lower, double upper) {
        return forecast(Optional.of(new Trend(perDay, lower, upper, 9)));
    }

    @Test
    void withinTheHorizonTheFirstStepThatReachesTheLimit() {
        UntilFull full = UntilFull.of(forecast(1, 0.5, 2), 88, 365);
        assertEquals(State.WITHIN, full.state());
        assertEquals(0.25, full.days().orElseThrow());
        assertEquals(0.25, full.earliest().orElseThrow());
        // the lower bound is at most 85, then 0.5 a day
        assertEquals(3 + 3 / 0.5, full.latest().orElseThrow());
        assertEquals(
                "full in 6 hours, at the earliest in 6 hours, at the latest in 9 days",
                full.words());
    }

    @Test
    void beyondTheHorizonTheHighestOfTheLastDayFollowsTheTrend() {
        UntilFull full = UntilFull.of(forecast(2, 0, 4), 100, 365);
        assertEquals(3 + 10 / 2.0, full.days().orElseThrow());
        assertEquals(3 + 5 / 4.0, full.earliest().orElseThrow());
        assertEquals(OptionalDouble.empty(), full.latest());
        assertEquals(
                "full in 8 days, at the earliest in 4.3 days, at the latest in more than 365 days",
                full.words());
    }

    @Test
    void notWithinTheDaysThatWereLookedAt() {
        UntilFull later = UntilFull.of(forecast(2, 1, 4), 100, 7);
        assertEquals(State.NOT_WITHIN, later.state());
        assertEquals(OptionalDouble.empty(), later.days());
        assertEquals("not full within 7 days, at the earliest in 4.3 days", later.words());
        UntilFull never = UntilFull.of(forecast(-1, -2, -0.1), 100, 365);
        assertEquals(State.NOT_WITHIN, never.state());
        assertEquals("not full within 365 days", never.words());
    }

    @Test
    void withoutALongTrendOnlyTheHorizonIsKnown() {
        UntilFull full = UntilFull.of(forecast(Optional.empty()), 100, 365);
        assertEquals(State.UNKNOWN, full.state());
        assertEquals(
                "not full within 3 days; to look further takes seven days of history",
                full.words());
        assertEquals(State.NOT_WITHIN, UntilFull.of(forecast(Optional.empty()), 100, 3).state());
        assertEquals(State.WITHIN, UntilFull.of(forecast(Optional.empty()), 90, 365).state());
    }

    @Test
    void fullIsNow() {
        UntilFull full = UntilFull.of(forecast(1, 1, 1), 9, 365);
        assertEquals(State.FULL, full.state());
        assertEquals(0, full.days().orElseThrow());
        assertEquals("full now", full.words());
        assertEquals(
                "full in less than an hour, at the earliest in less than an hour, at the latest in 5 hours",
                UntilFull.of(forecast(1, 1, 1), 10, 365).words());
    }

    @Test
    void oddLimitsAreRefused() {
        Forecast forecast = forecast(1, 1, 1);
        assertThrows(IllegalArgumentException.class, () -> UntilFull.of(forecast, Double.NaN, 365));
        assertThrows(
                IllegalArgumentException.class,
                () -> UntilFull.of(forecast, Double.POSITIVE_INFINITY, 365));
        assertThrows(IllegalArgumentException.class, () -> UntilFull.of(forecast, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> UntilFull.of(forecast, 1, 3_651));
    }

    /**
     * A disk that gains 1.2 percent a day from 40 percent, with a wave of a day and a night in
     * which it was cleared by mistake.
     */
    @Test
    void aDiskThatFills() {
        Random random = new Random(1);
        double[] used = new double[600];
        for (int i = 0; i < used.length; i++) {
            used[i] =
                    0.4
                            + 0.012 * i / 24
                            + 0.01 * Math.sin(2 * Math.PI * i / 24)
                            + 0.002 * random.nextGaussian()
                            - (i >= 300 && i < 310 ? 0.3 : 0);
        }
        Forecast forecast = ForecasterTest.forecast(ForecasterTest.hours(600, i -> used[i]));
        Trend trend = forecast.history().trend().orElseThrow();
        assertEquals(25, trend.days());
        assertEquals(0.012, trend.perDay(), 0.0005);
        // 0.7 at the end of the history, 0.71 with the wave, so full after (1 - 0.71) / 0.012 days
        UntilFull full = UntilFull.of(forecast, 1.0, 365);
        assertEquals(24.2, full.days().orElseThrow(), 1.5, full.words());
        assertTrue(full.earliest().orElseThrow() < full.days().orElseThrow());
        assertTrue(full.latest().orElseThrow() > full.days().orElseThrow());
        assertEquals(State.NOT_WITHIN, UntilFull.of(forecast, 1.0, 20).state());
    }
}
