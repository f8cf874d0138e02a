package dev.gantry.analysis.forecast;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Regression of a value on those shortly before, a day before and a week before, and on the first
 * harmonics of the day; then step after step on its own forecasts. Recent values weigh more, and
 * large residuals less. It is an autoregression with seasonal lags whose coefficients are free.
 *
 * <p>Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, 2021,
 * sections 9.3 and 9.9; for the robust fit see {@link Ridge}.
 *
 * @param lags how many steps before, each above 0, ascending
 * @param waves further columns; none where only residuals are continued
 * @param half steps into the past at which the weight is a half
 * @param ridge penalty as a share of the weighted sum of squares
 * @param rounds of robust weights; 0: least squares
 */
record LagRegression(int[] lags, Waves waves, double half, double ridge, int rounds)
        implements Model {
    /** Nearly the sum of absolute residuals. */
    private static final double THRESHOLD = 0.3;

    /** Forecasts stay within so many ranges of the history on either side. */
    private static final double FAR = 3;

    /**
     * @param first steps of the short cycle, at least 2
     * @param second steps of the long cycle, or 0
     */
    static LagRegression of(int first, int second) {
        IntStream near = IntStream.of(1, 2, 3, first - 1, first, first + 1, 2 * first);
        IntStream far =
                second > 0 ? IntStream.of(second - 1, second, second + 1) : IntStream.empty();
        int[] lags = IntStream.concat(near, far).sorted().distinct().toArray();
        return new LagRegression(
                lags, new Waves(first, 0, Math.min(4, first / 2), 0), 17.0 * first, 1e-3, 2);
    }

    /** What remains of a fit, continued; it fades. */
    static LagRegression ofResiduals(int first, double half) {
        int[] lags = IntStream.of(1, 2, 3, first, first + 1).sorted().distinct().toArray();
        return new LagRegression(lags, new Waves(first, 0, 0, 0), half, 3e-3, 0);
    }

    @Override
    public int least() {
        return lags[lags.length - 1] + 3 * (lags.length + 1 + waves.columns());
    }

    @Override
    public double[] forecast(double[] history, int horizon) {
        int n = history.length;
        int begin = lags[lags.length - 1];
        double[] series = Arrays.copyOf(history, n + horizon);
        double[][] rows = new double[n - begin][];
        for (int i = begin; i < n; i++) {
            rows[i - begin] = row(series, i);
        }
        double[] targets = Arrays.copyOfRange(history, begin, n);
        double[] weights = Ridge.fading(targets.length, half);
        double squares = 0;
        double lowest = 0;
        double highest = 0;
        for (int i = 0; i < targets.length; i++) {
            squares += weights[i] * targets[i] * targets[i];
            lowest = Math.min(lowest, targets[i]);
            highest = Math.max(highest, targets[i]);
        }
        double range = FAR * (highest - lowest);
        double[] penalties = new double[lags.length + 1 + waves.columns()];
        Arrays.fill(penalties, ridge * squares + 1e-12);
        Ridge regression = new Ridge(rows, targets, weights, penalties);
        double[] coefficients =
                rounds > 0 ? regression.robust(rounds, THRESHOLD) : regression.fit();
        for (int i = n; i < series.length; i++) {
            double next = Ridge.product(row(series, i), coefficients);
            series[i] = Math.clamp(next, lowest - range, highest + range);
        }
        return Arrays.copyOfRange(series, n, series.length);
    }

    private double[] row(double[] series, int step) {
        double[] row = new double[lags.length + 1 + waves.columns()];
        for (int c = 0; c < lags.length; c++) {
            row[c] = series[step - lags[c]];
        }
        row[lags.length] = 1;
        waves.write(step, row, lags.length + 1);
        return row;
    }
}
