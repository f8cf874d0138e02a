package dev.gantry.analysis.forecast;

import java.util.Arrays;

/**
 * Exponential smoothing with a damped trend, additive seasons of day and week, and an error that
 * hangs on the one before. Smoothing parameters are those of a grid that leave the least sum of
 * absolute errors one step ahead, found by moving along one axis after another.
 *
 * <p>Sources: Winters, Forecasting sales by exponentially weighted moving averages, Management
 * Science 6 (1960), 324-342; Gardner and McKenzie, Forecasting trends in time series, Management
 * Science 31 (1985), 1237-1246 (damping); Taylor, Short-term electricity demand forecasting using
 * double seasonal exponential smoothing, Journal of the Operational Research Society 54 (2003),
 * 799-805 (two seasons and the error).
 *
 * @param first steps of the short cycle, at least 2
 * @param second steps of the long cycle, a multiple of {@code first}, or 0
 */
record HoltWinters(int first, int second) implements Model {
    private static final double[] LEVEL = {0.001, 0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9};
    private static final double[] TREND = {0, 0.0001, 0.001, 0.01, 0.05};
    private static final double[] SEASON = {0.001, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5};
    private static final double[] ERROR = {0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98};
    private static final double[] DAMPING = {0.8, 0.9, 0.95, 0.98, 0.995};
    private static final double[][] GRID = {LEVEL, TREND, SEASON, SEASON, ERROR, DAMPING};
    private static final int[] BEGIN = {3, 1, 2, 2, 4, 3};
    private static final int ROUNDS = 6;

    /**
     * How fast each state follows, from 0 to 1.
     *
     * @param level of the level
     * @param trend of the trend
     * @param day of the season of the short cycle
     * @param week of the season of the long cycle
     * @param error how much of an error is in the next one
     * @param damping how much of the trend is left a step later
     */
    record Smoothing(
            double level, double trend, double day, double week, double error, double damping) {
        private static Smoothing at(int[] place) {
            return new Smoothing(
                    LEVEL[place[0]],
                    TREND[place[1]],
                    SEASON[place[2]],
                    SEASON[place[3]],
                    ERROR[place[4]],
                    DAMPING[place[5]]);
        }
    }

    /**
     * Where smoothing begins: the mean of the first long cycle, no trend, and mean seasons of the
     * first cycles.
     */
    record Begin(double level, double[] day, double[] week) {}

    @Override
    public int least() {
        return 2 * Math.max(first, second);
    }

    @Override
    public double[] forecast(double[] history, int horizon) {
        Begin begin = begin(history);
        int[] place = BEGIN.clone();
        double best = smooth(history, begin, Smoothing.at(place), new double[0]);
        boolean better = true;
        for (int round = 0; round < ROUNDS && better; round++) {
            double before = best;
            for (int axis = 0; axis < GRID.length; axis++) {
                if (axis != 3 || second > 0) {
                    best = along(history, begin, place, axis, best);
                }
            }
            better = best < before;
        }
        double[] ahead = new double[horizon];
        smooth(history, begin, Smoothing.at(place), ahead);
        return ahead;
    }

    private double along(double[] history, Begin begin, int[] place, int axis, double least) {
        double best = least;
        for (int direction = -1; direction <= 1; direction += 2) {
            while (place[axis] + direction >= 0 && place[axis] + direction < GRID[axis].length) {
                place[axis] += direction;
                double cost = smooth(history, begin, Smoothing.at(place), new double[0]);
                if (!(cost < best)) {
                    place[axis] -= direction;
                    break;
                }
                best = cost;
            }
        }
        return best;
    }

    Begin begin(double[] history) {
        int longest = Math.max(first, second);
        double level = Arrays.stream(history, 0, longest).average().orElseThrow();
        double[] day = season(history, first, 2 * longest / first);
        if (second == 0) {
            return new Begin(level, day, new double[1]);
        }
        double[] without = history.clone();
        for (int i = 0; i < without.length; i++) {
            without[i] -= day[i % first];
        }
        return new Begin(level, day, season(without, second, 2));
    }

    private static double[] season(double[] history, int period, int most) {
        int cycles = Math.min(most, history.length / period);
        double[] season = new double[period];
        double mean = 0;
        for (int i = 0; i < cycles * period; i++) {
            season[i % period] += history[i] / cycles;
            mean += history[i] / (cycles * period);
        }
        for (int i = 0; i < period; i++) {
            season[i] -= mean;
        }
        return season;
    }

    /**
     * Follows a history and continues it.
     *
     * @param ahead is filled; its length is the horizon
     * @return the sum of absolute errors one step ahead, without those of the first long cycle
     */
    double smooth(double[] history, Begin begin, Smoothing by, double[] ahead) {
        double[] day = begin.day().clone();
        double[] week = begin.week().clone();
        double weekly = second > 0 ? by.week() : 0;
        double level = begin.level();
        double trend = 0;
        double last = 0;
        double sum = 0;
        int skip = Math.max(first, second);
        int d = 0;
        int w = 0;
        for (int i = 0; i < history.length; i++) {
            double off = history[i] - (level + by.damping() * trend + day[d] + week[w]);
            double error = off - by.error() * last;
            level += by.damping() * trend + by.level() * error;
            trend = by.damping() * trend + by.trend() * error;
            day[d] += by.day() * error;
            week[w] += weekly * error;
            last = off;
            if (i >= skip) {
                sum += Math.abs(error);
            }
            d = d + 1 == day.length ? 0 : d + 1;
            w = w + 1 == week.length ? 0 : w + 1;
        }
        double damped = 0;
        for (int h = 0; h < ahead.length; h++) {
            trend *= by.damping();
            damped += trend;
            last *= by.error();
            ahead[h] = level + damped + day[d] + week[w] + last;
            d = d + 1 == day.length ? 0 : d + 1;
            w = w + 1 == week.length ? 0 : w + 1;
        }
        return sum;
    }
}
