package dev.gantry.detection.history;

import dev.gantry.analysis.forecast.Forecaster;
import dev.gantry.analysis.forecast.Outcome;
import dev.gantry.analysis.forecast.Sample;
import dev.gantry.analysis.forecast.Settings;
import dev.gantry.analysis.forecast.TooLittle;
import dev.gantry.analysis.forecast.UntilFull;
import dev.gantry.spi.check.CheckHistory.Expected;
import dev.gantry.spi.check.CheckHistory.Forecast;
import dev.gantry.spi.check.CheckHistory.PastError;
import dev.gantry.spi.check.CheckHistory.Point;
import dev.gantry.spi.check.CheckHistory.UntilLimit;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What hours say of the hours to come. */
final class Foresight {
    /** So much of the past is looked at. */
    static final Duration LOOKED_BACK = Duration.ofDays(60);

    /** What has a smaller share is not named. */
    private static final double LEAST = 0.005;

    private static final int MOST_DAYS = 365;
    private static final double LEVEL = 0.9;
    private static final double DAY_MS = Duration.ofDays(1).toMillis();
    private static final Settings SETTINGS =
            new Settings(
                    Optional.of(Duration.ofHours(1)),
                    Duration.ofHours(72),
                    List.of(LEVEL),
                    EnumSet.allOf(dev.gantry.analysis.forecast.Method.class));

    private Foresight() {}

    /**
     * A forecast.
     *
     * @param hours of the past, the oldest first
     * @param limit may be {@code null}
     * @throws GantryException {@code REFUSED} if there is too little of the past; {@code INVALID}
     *     for a limit that is no number
     */
    static Forecast of(String measure, List<Point> hours, Double limit) {
        if (limit != null && !Double.isFinite(limit)) {
            throw new GantryException(Code.INVALID, "limit: expected a number, got " + limit);
        }
        return switch (forecast(hours, 1)) {
            case TooLittle little ->
                    throw new GantryException(
                            Code.REFUSED, "no forecast of " + measure + ": " + little.reason());
            case dev.gantry.analysis.forecast.Forecast made ->
                    new Forecast(
                            made.points().stream().map(Foresight::expected).toList(),
                            made.parts().stream()
                                    .filter(part -> part.weight() >= LEAST)
                                    .map(Foresight::words)
                                    .toList(),
                            error(made.pastError()),
                            limit == null ? null : until(made, hours, limit));
        };
    }

    private static Outcome forecast(List<Point> hours, int sign) {
        return new Forecaster(SETTINGS)
                .forecast(
                        hours.stream()
                                .map(hour -> new Sample(hour.at(), sign * hour.mean()))
                                .toList());
    }

    private static Expected expected(dev.gantry.analysis.forecast.Forecast.Point point) {
        return new Expected(
                point.at(),
                point.bands().getFirst().lower(),
                point.value(),
                point.bands().getFirst().upper());
    }

    private static String words(dev.gantry.analysis.forecast.Forecast.Part part) {
        return String.format(Locale.ROOT, "%s %.0f %%", part.method().words(), part.weight() * 100);
    }

    private static PastError error(dev.gantry.analysis.forecast.Forecast.PastError error) {
        return new PastError(error.origins(), error.mae(), error.smape(), error.naiveMae());
    }

    /** What is above the limit now reaches it from above: the same upside down. */
    private static UntilLimit until(
            dev.gantry.analysis.forecast.Forecast made, List<Point> hours, double limit) {
        boolean falls = made.history().last() > limit;
        UntilFull full =
                falls && forecast(hours, -1) instanceof dev.gantry.analysis.forecast.Forecast down
                        ? UntilFull.of(down, -limit, MOST_DAYS)
                        : UntilFull.of(made, limit, MOST_DAYS);
        Instant end = made.history().until();
        Instant at =
                full.days().isPresent()
                        ? end.plusMillis(Math.round(full.days().getAsDouble() * DAY_MS))
                        : null;
        String words = full.words().replaceFirst("full", falls ? "down to the limit" : "full");
        return new UntilLimit(limit, at, words);
    }
}
