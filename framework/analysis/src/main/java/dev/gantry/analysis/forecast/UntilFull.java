package dev.gantry.analysis.forecast;

import dev.gantry.analysis.forecast.Forecast.Band;
import dev.gantry.analysis.forecast.Forecast.Point;
import dev.gantry.analysis.forecast.Forecast.Trend;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * When something that fills is full: the first step of a forecast whose value reaches a limit, and
 * after its last step the first time that the highest value of its last day does, moved along the
 * long trend. Days are counted from the end of the history. The bounds of the forecast's first
 * level, with those of the trend, give the earliest and the latest day.
 *
 * @param state what is known
 * @param days until the limit is reached, fractions of a day included; present when {@code state}
 *     is {@link State#FULL} (0) or {@link State#WITHIN}
 * @param earliest the same for the upper bound; empty when it does not reach the limit within the
 *     days that were looked at
 * @param latest the same for the lower bound
 * @param words a sentence for people, in English, without a full stop
 */
public record UntilFull(
        State state,
        OptionalDouble days,
        OptionalDouble earliest,
        OptionalDouble latest,
        String words) {

    /** What is known of the day. */
    public enum State {
        /** The last known value is at the limit or above. */
        FULL,
        /** The limit is reached within the days that were looked at. */
        WITHIN,
        /** It is not. */
        NOT_WITHIN,
        /** Not within the horizon, and the history is too short to say more. */
        UNKNOWN
    }

    /**
     * Looks when a limit is reached from below. For what empties, forecast the used part.
     *
     * @param limit a finite number in the unit of the series, for example 1.0 for a ratio
     * @param most days to look ahead, 1 to 3,650
     * @throws IllegalArgumentException when {@code limit} or {@code most} is not as said
     */
    public static UntilFull of(Forecast forecast, double limit, int most) {
        if (!Double.isFinite(limit)) {
            throw new IllegalArgumentException(
                    "limit is " + limit + ", but must be a finite number, for example 1.0");
        }
        if (most < 1 || most > 3_650) {
            throw new IllegalArgumentException("most is " + most + " days, but must be 1 to 3650");
        }
        if (forecast.history().last() >= limit) {
            OptionalDouble now = OptionalDouble.of(0);
            return new UntilFull(State.FULL, now, now, now, "full now");
        }
        Search search = new Search(forecast, limit, most);
        OptionalDouble days = search.first(Point::value, Trend::perDay);
        OptionalDouble earliest = search.first(p -> band(p).upper(), Trend::upper);
        OptionalDouble latest = search.first(p -> band(p).lower(), Trend::lower);
        if (days.isPresent()) {
            String words =
                    "full "
                            + in(days)
                            + ", at the earliest "
                            + in(earliest)
                            + ", at the latest "
                            + (latest.isPresent() ? in(latest) : "in more than " + most + " days");
            return new UntilFull(State.WITHIN, days, earliest, latest, words);
        }
        String perhaps = earliest.isPresent() ? ", at the earliest " + in(earliest) : "";
        if (forecast.history().trend().isEmpty() && search.horizon() < most) {
            String words =
                    "not full within "
                            + number(search.horizon())
                            + " days"
                            + perhaps
                            + "; to look further takes seven days of history";
            return new UntilFull(State.UNKNOWN, days, earliest, latest, words);
        }
        return new UntilFull(
                State.NOT_WITHIN,
                days,
                earliest,
                latest,
                "not full within " + most + " days" + perhaps);
    }

    private static Band band(Point point) {
        return point.bands().getFirst();
    }

    private static String in(OptionalDouble days) {
        double hours = days.orElseThrow() * 24;
        if (hours < 1) {
            return "in less than an hour";
        }
        return hours < 48 ? "in " + number(hours) + " hours" : "in " + number(hours / 24) + " days";
    }

    private static String number(double value) {
        double rounded = value < 10 ? Math.round(value * 10) / 10.0 : Math.round(value);
        return rounded == Math.rint(rounded)
                ? String.format(Locale.ROOT, "%,d", (long) rounded)
                : String.format(Locale.ROOT, "%.1f", rounded);
    }

    /** Follows one line of a forecast to the limit. */
    private record Search(Forecast forecast, double limit, int most) {

        OptionalDouble first(ToDoubleFunction<Point> line, ToDoubleFunction<Trend> slope) {
            List<Point> points = forecast.points();
            for (Point point : points) {
                if (line.applyAsDouble(point) >= limit) {
                    return within(days(Duration.between(forecast.history().until(), point.at())));
                }
            }
            if (forecast.history().trend().isEmpty()) {
                return OptionalDouble.empty();
            }
            double perDay = slope.applyAsDouble(forecast.history().trend().get());
            int day =
                    (int)
                            Math.min(
                                    points.size(),
                                    Duration.ofDays(1).dividedBy(forecast.history().step()));
            double highest =
                    points.subList(points.size() - day, points.size()).stream()
                            .mapToDouble(line)
                            .max()
                            .orElseThrow();
            return perDay > 0
                    ? within(horizon() + (limit - highest) / perDay)
                    : OptionalDouble.empty();
        }

        /** Days that the forecast reaches. */
        double horizon() {
            return forecast.points().size() * days(forecast.history().step());
        }

        private OptionalDouble within(double days) {
            return days <= most ? OptionalDouble.of(days) : OptionalDouble.empty();
        }

        private static double days(Duration duration) {
            return duration.toMillis() / 86_400_000.0;
        }
    }
}
