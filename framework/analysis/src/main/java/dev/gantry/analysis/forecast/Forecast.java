package dev.gantry.analysis.forecast;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A forecast, immutable.
 *
 * @param history what it was made from
 * @param points one per step, in order of time; the first follows the last step of the history
 * @param parts the models that were combined, the heaviest first; weights sum to 1
 * @param pastError what the same combination would have done in the past
 * @param nonNegative whether all of the history is at or above 0; then no point and no bound is
 *     below 0 either
 */
public record Forecast(
        History history,
        List<Point> points,
        List<Part> parts,
        PastError pastError,
        boolean nonNegative)
        implements Outcome {

    public Forecast {
        points = List.copyOf(points);
        parts = List.copyOf(parts);
    }

    /**
     * The regular series that a forecast was made from.
     *
     * @param from start of the first step
     * @param until end of the last step, which is where the forecast begins
     * @param step distance of two steps
     * @param steps how many there are
     * @param known how many of them had a sample; the others were filled, and do not count in the
     *     back test
     * @param last value of the last step
     * @param trend the long trend; empty with less than seven days of history
     */
    public record History(
            Instant from,
            Instant until,
            Duration step,
            int steps,
            int known,
            double last,
            Optional<Trend> trend) {}

    /**
     * Robust change per day: the median of the slopes of all pairs of daily medians, of at most the
     * last 84 days.
     *
     * @param perDay in the unit of the series
     * @param lower with {@code upper}, the interval of the forecast's first level
     * @param upper at least {@code lower}
     * @param days how many days it was made from
     */
    public record Trend(double perDay, double lower, double upper, int days) {}

    /**
     * One step ahead.
     *
     * @param at start of the step; the value is the mean from here to the start of the next
     * @param value expected
     * @param bands one per level that was asked for, in that order
     */
    public record Point(Instant at, double value, List<Band> bands) {
        public Point {
            bands = List.copyOf(bands);
        }
    }

    /**
     * Where the value is expected with a probability of {@code level}.
     *
     * @param level above 0, below 1
     */
    public record Band(double level, double lower, double upper) {}

    /**
     * A model and its share.
     *
     * @param weight above 0, at most 1
     */
    public record Part(Method method, double weight) {}

    /**
     * What the combination did in the back test, over all known steps. At each origin the models
     * were weighed by the other origins only, where there are others.
     *
     * @param origins how many times a past end was assumed
     * @param steps how many steps were forecast from each
     * @param mae mean absolute error, in the unit of the series
     * @param smape symmetric mean absolute percentage error as in M4, from 0 to 200
     * @param naiveMae mean absolute error of repeating the last day at the same origins, to compare
     *     with
     */
    public record PastError(int origins, int steps, double mae, double smape, double naiveMae) {}
}
