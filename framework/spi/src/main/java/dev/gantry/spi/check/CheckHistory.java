package dev.gantry.spi.check;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of a check in the past. The latest verdicts are kept each, older ones by the hour,
 * still older ones by the day. Thread-safe.
 */
@ProviderType
public interface CheckHistory {

    /**
     * Values of a measurement, put together.
     *
     * @param at when they begin
     * @param count how many; never 0
     */
    record Point(Instant at, long count, double min, double mean, double max) {}

    /**
     * How a day went, in UTC.
     *
     * @param ok how long it was ok
     * @param warn how long it needed attention and worked
     * @param critical how long it did not work
     * @param unknown how long nobody could tell: no verdict, unknown, or error
     */
    record Day(LocalDate date, Duration ok, Duration warn, Duration critical, Duration unknown) {

        /**
         * The share of the time that is known in which it worked: from 0 to 1; empty if nothing is
         * known.
         */
        public Optional<Double> availability() {
            double up = ok.toMillis() + warn.toMillis();
            double known = up + critical.toMillis();
            return known == 0 ? Optional.empty() : Optional.of(up / known);
        }
    }

    /**
     * A measurement in the future.
     *
     * @param points the hours to come
     * @param models what it was put together from, with their shares, for a person
     * @param error how far off it would have been in the past
     * @param until when it reaches the limit that was asked for; {@code null} if none was
     */
    record Forecast(List<Expected> points, List<String> models, PastError error, UntilLimit until) {

        /** Takes copies. */
        public Forecast {
            points = List.copyOf(points);
            models = List.copyOf(models);
        }
    }

    /**
     * What the same combination would have done in the past, from so many pasts.
     *
     * @param mean mean of the absolute errors over the hours, in the unit of the measurement
     * @param percent symmetric mean of the errors in percent, from 0 to 200
     * @param naive mean of the absolute errors of saying that each day is as the day before
     */
    record PastError(int pasts, double mean, double percent, double naive) {}

    /**
     * When a limit is reached.
     *
     * @param at {@code null} if that is not within the days that were looked at
     * @param words a sentence for a person
     */
    record UntilLimit(double limit, Instant at, String words) {}

    /** What is expected at a time; nine times of ten it is between {@code low} and {@code high}. */
    record Expected(Instant at, double low, double value, double high) {}

    /** The names of the measurements that there are of a check, sorted. */
    List<String> measures(String check);

    /**
     * A measurement between two times, the oldest first, at most some 2,000 points: from verdicts
     * where these reach back far enough, else by the hour or the day.
     */
    List<Point> series(String check, String measure, Instant from, Instant until);

    /** The latest days, today as the last. */
    List<Day> days(String check, int count);

    /**
     * The 72 hours to come.
     *
     * @param limit of which it is said when it is reached, from below or from above; or {@code
     *     null}
     * @throws dev.gantry.spi.run.GantryException {@code REFUSED} if the past is too short, with
     *     what is needed
     */
    Forecast forecast(String check, String measure, Double limit);
}
