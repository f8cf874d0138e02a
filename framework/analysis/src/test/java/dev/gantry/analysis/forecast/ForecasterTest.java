package dev.gantry.analysis.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.analysis.forecast.Forecast.Band;
import dev.gantry.analysis.forecast.Forecast.Part;
import dev.gantry.analysis.forecast.Forecast.Point;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

class ForecasterTest {

    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

    static List<Sample> hours(int length, IntToDoubleFunction value) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            samples.add(new Sample(BEGIN.plus(Duration.ofHours(i)), value.applyAsDouble(i)));
        }
        return samples;
    }

    static Forecast forecast(List<Sample> samples) {
        return forecast(samples, Settings.DEFAULT);
    }

    private static Forecast forecast(List<Sample> samples, Settings settings) {
        return assertInstanceOf(Forecast.class, new Forecaster(settings).forecast(samples));
    }

    /** A day, a week, a trend and noise. */
    private static double[] lively(int length, long seed) {
        Random random = new Random(seed);
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] =
                    50
                            + 10 * Math.sin(2 * Math.PI * i / 24)
                            + (i % 168 < 48 ? -6 : 2)
                            + 0.01 * i
                            + 2 * random.nextGaussian();
        }
        return values;
    }

    @Test
    void saysHowFarAndFromWhereAndWhatItWasMadeOf() {
        double[] values = lively(720, 1);
        Forecast forecast = forecast(hours(720, i -> values[i]));
        assertEquals(72, forecast.points().size());
        assertEquals(BEGIN.plus(Duration.ofHours(720)), forecast.points().getFirst().at());
        assertEquals(BEGIN.plus(Duration.ofHours(791)), forecast.points().getLast().at());
        assertEquals(BEGIN, forecast.history().from());
        assertEquals(forecast.points().getFirst().at(), forecast.history().until());
        assertEquals(720, forecast.history().known());
        assertEquals(values[719], forecast.history().last());
        assertEquals(1, forecast.parts().stream().mapToDouble(Part::weight).sum(), 1e-9);
        assertEquals(
                EnumSet.allOf(Method.class),
                EnumSet.copyOf(forecast.parts().stream().map(Part::method).toList()));
        for (int i = 1; i < forecast.parts().size(); i++) {
            assertTrue(forecast.parts().get(i - 1).weight() >= forecast.parts().get(i).weight());
        }
    }

    @Test
    void ofDayAndWeekAndNoiseOnlyTheNoiseRemains() {
        double[] values = lively(720 + 72, 2);
        Forecast forecast = forecast(hours(720, i -> values[i]));
        double off = 0;
        int inside = 0;
        for (int h = 0; h < 72; h++) {
            Point point = forecast.points().get(h);
            off += Math.abs(point.value() - values[720 + h]) / 72;
            Band band = point.bands().get(0);
            Band wide = point.bands().get(1);
            assertTrue(wide.lower() < band.lower() && band.lower() < point.value());
            assertTrue(point.value() < band.upper() && band.upper() < wide.upper());
            inside += values[720 + h] >= band.lower() && values[720 + h] <= band.upper() ? 1 : 0;
        }
        // the mean size of the noise is 1.6
        assertTrue(off < 2.1, "off by " + off);
        assertTrue(inside > 50 && inside < 72, inside + " of 72");
        assertEquals(off, forecast.pastError().mae(), 0.6);
        assertEquals(4, forecast.pastError().origins());
        assertEquals(72, forecast.pastError().steps());
        assertTrue(forecast.pastError().naiveMae() > 1.3 * forecast.pastError().mae());
        assertTrue(forecast.pastError().smape() > 1 && forecast.pastError().smape() < 6);
    }

    @Test
    void movingAndStretchingTheSeriesDoesSoToTheForecast() {
        for (int length : new int[] {60, 400, 720}) {
            double[] values = lively(length, 3);
            Forecast plain = forecast(hours(length, i -> values[i]));
            assertMapped(plain, values, v -> v + 1_000, 1);
            assertMapped(plain, values, v -> v * 1e-6, 1e-6);
            assertMapped(plain, values, v -> v * 1e9 + 5e12, 1e9);
        }
    }

    private static void assertMapped(
            Forecast plain, double[] values, DoubleUnaryOperator map, double unit) {
        Forecast mapped = forecast(hours(values.length, i -> map.applyAsDouble(values[i])));
        for (int h = 0; h < plain.points().size(); h++) {
            Point a = plain.points().get(h);
            Point b = mapped.points().get(h);
            assertEquals(map.applyAsDouble(a.value()), b.value(), 1e-3 * unit);
            for (int l = 0; l < 2; l++) {
                assertEquals(
                        map.applyAsDouble(a.bands().get(l).lower()),
                        b.bands().get(l).lower(),
                        1e-3 * unit);
                assertEquals(
                        map.applyAsDouble(a.bands().get(l).upper()),
                        b.bands().get(l).upper(),
                        1e-3 * unit);
            }
        }
        assertEquals(plain.pastError().mae() * unit, mapped.pastError().mae(), 1e-3 * unit);
    }

    @Test
    void neverBelowZeroWhenNothingWas() {
        Random random = new Random(4);
        double[] falling = new double[500];
        for (int i = 0; i < falling.length; i++) {
            falling[i] = Math.max(0, 100 - 0.2 * i + 3 * random.nextGaussian());
        }
        Forecast forecast = forecast(hours(500, i -> falling[i]));
        assertTrue(forecast.nonNegative());
        boolean cut = false;
        for (Point point : forecast.points()) {
            assertTrue(point.value() >= 0);
            for (Band band : point.bands()) {
                assertTrue(band.lower() >= 0 && band.upper() >= 0);
                cut |= band.lower() == 0;
            }
        }
        assertTrue(cut);
        Forecast below = forecast(hours(500, i -> falling[i] - 1));
        assertFalse(below.nonNegative());
        assertTrue(below.points().stream().anyMatch(p -> p.bands().getLast().lower() < -1));
    }

    @Test
    void whatNeverChangesGoesOn() {
        for (double value : new double[] {0, 7, -1e300, 1e-300}) {
            Forecast forecast = forecast(hours(100, i -> value));
            for (Point point : forecast.points()) {
                assertEquals(value, point.value());
                assertEquals(new Band(0.8, value, value), point.bands().getFirst());
            }
            assertEquals(0, forecast.pastError().mae());
            assertEquals(0, forecast.pastError().smape());
        }
    }

    @Test
    void hugeAndTinyValuesStayNumbers() {
        double[] values = lively(400, 5);
        for (double unit : new double[] {1e298, 1e-300}) {
            Forecast forecast = forecast(hours(400, i -> (values[i] - 55) * unit));
            for (Point point : forecast.points()) {
                assertTrue(Double.isFinite(point.value()) && Math.abs(point.value()) < 40 * unit);
                assertTrue(Double.isFinite(point.bands().getLast().upper()));
            }
            assertTrue(forecast.pastError().mae() > 0 && forecast.pastError().mae() < 10 * unit);
        }
    }

    @Test
    void gapsAndOddTimesChangeLittle() {
        double[] values = lively(720, 6);
        List<Sample> odd = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 720; i++) {
            if (i < 300 || i > 330 || i % 7 == 0) {
                odd.add(
                        new Sample(
                                BEGIN.plus(Duration.ofMinutes(60L * i + random.nextInt(60))),
                                values[i]));
            }
        }
        Collections.shuffle(odd, random);
        Forecast whole = forecast(hours(720, i -> values[i]));
        Forecast gaps = forecast(odd);
        assertEquals(odd.size(), gaps.history().known());
        assertEquals(720, gaps.history().steps());
        for (int h = 0; h < 72; h++) {
            assertEquals(whole.points().get(h).value(), gaps.points().get(h).value(), 2);
        }
    }

    @Test
    void theLeastHistoryIsEnoughAndLessIsSaid() {
        double[] values = lively(48, 8);
        assertEquals(72, forecast(hours(48, i -> values[i])).points().size());
        TooLittle little =
                assertInstanceOf(
                        TooLittle.class,
                        new Forecaster(Settings.DEFAULT).forecast(hours(47, i -> values[i])));
        assertTrue(
                little.reason().startsWith("47 of 47 steps of PT1H are known. A forecast needs"),
                little.reason());
        assertInstanceOf(
                TooLittle.class,
                new Forecaster(Settings.DEFAULT).forecast(hours(700, i -> Double.NaN)));
        TooLittle week =
                assertInstanceOf(
                        TooLittle.class,
                        new Forecaster(
                                        Settings.DEFAULT.withMethods(
                                                Set.of(Method.SEASONAL_NAIVE_WEEK)))
                                .forecast(hours(48, i -> values[i])));
        assertEquals(
                "48 steps of PT1H are too few for what was asked for: seasonal naive week. Give more history, or name more methods",
                week.reason());
    }

    @Test
    void oneModelAloneIsThatModel() {
        double[] values = lively(400, 9);
        Forecast forecast =
                forecast(
                        hours(400, i -> values[i]),
                        Settings.DEFAULT.withMethods(Set.of(Method.SEASONAL_NAIVE_DAY)));
        assertEquals(List.of(new Part(Method.SEASONAL_NAIVE_DAY, 1)), forecast.parts());
        for (int h = 0; h < 72; h++) {
            assertEquals(values[376 + h % 24], forecast.points().get(h).value(), 1e-9);
        }
        assertEquals(forecast.pastError().naiveMae(), forecast.pastError().mae(), 1e-9);
    }

    @Test
    void otherStepsAndHorizons() {
        double[] values = lively(720, 10);
        List<Sample> samples = hours(720, i -> values[i]);
        Forecast four =
                forecast(samples, stepped(Duration.ofHours(4)).withHorizon(Duration.ofHours(9)));
        assertEquals(3, four.points().size());
        assertEquals(180, four.history().steps());
        Forecast day =
                forecast(samples, stepped(Duration.ofDays(1)).withHorizon(Duration.ofDays(30)));
        assertEquals(30, day.points().size());
        // the trend has brought 14 by then, and it is no weekend
        assertEquals(66, day.points().getLast().value(), 2.5);
        Forecaster far = new Forecaster(Settings.DEFAULT.withHorizon(Duration.ofHours(2_017)));
        assertEquals(
                "A horizon of PT2017H has 2,017 steps of PT1H, but at most 2,016 are forecast: take a longer step",
                assertThrows(IllegalArgumentException.class, () -> far.forecast(samples))
                        .getMessage());
        assertEquals(
                2_016,
                forecast(samples, Settings.DEFAULT.withHorizon(Duration.ofHours(2_016)))
                        .points()
                        .size());
    }

    @Test
    void theLongTrendIsOfTheLastTwelveWeeks() {
        List<Sample> days = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            days.add(
                    new Sample(
                            BEGIN.plus(Duration.ofDays(i)),
                            i < 1_900 ? i : 1_900 + 3 * (i - 1_900)));
        }
        Forecast.Trend trend = forecast(days).history().trend().orElseThrow();
        assertEquals(84, trend.days());
        assertEquals(3, trend.perDay(), 1e-9);
        assertTrue(forecast(hours(167, i -> i)).history().trend().isEmpty());
        assertTrue(forecast(hours(168, i -> i)).history().trend().isPresent());
    }

    @Test
    void settingsNameWhatIsAllowed() {
        Settings ok = Settings.DEFAULT;
        for (String step : List.of("PT30S", "PT7M", "PT25H", "PT1H0.5S", "PT0S", "-PT1H")) {
            assertThrows(IllegalArgumentException.class, () -> stepped(Duration.parse(step)), step);
        }
        for (String horizon : List.of("PT0S", "-PT1H", "P3000D")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ok.withHorizon(Duration.parse(horizon)),
                    horizon);
        }
        for (List<Double> levels :
                List.of(List.<Double>of(), List.of(0.0), List.of(1.0), List.of(Double.NaN))) {
            assertThrows(IllegalArgumentException.class, () -> levelled(levels), levels.toString());
        }
        assertThrows(IllegalArgumentException.class, () -> levelled(Collections.nCopies(6, 0.5)));
        assertThrows(IllegalArgumentException.class, () -> ok.withMethods(Set.of()));
        assertEquals(Duration.ofMinutes(5), stepped(Duration.ofMinutes(5)).step().orElseThrow());
    }

    private static Settings stepped(Duration step) {
        Settings usual = Settings.DEFAULT;
        return new Settings(Optional.of(step), usual.horizon(), usual.levels(), usual.methods());
    }

    private static Settings levelled(List<Double> levels) {
        Settings usual = Settings.DEFAULT;
        return new Settings(usual.step(), usual.horizon(), levels, usual.methods());
    }
}
