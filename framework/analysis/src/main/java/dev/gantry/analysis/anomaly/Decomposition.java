package dev.gantry.analysis.anomaly;

import java.util.Arrays;

/**
 * A series as the sum of a trend, a season and a remainder: STL, robust; R. B. Cleveland, W. S.
 * Cleveland, J. E. McRae and I. Terpenning, "STL: A seasonal-trend decomposition procedure based on
 * loess", Journal of Official Statistics 6, 1990. Its parameters are those which the paper advises:
 * one inner and ten outer passes, seven periods for the season, the least smooth trend that the
 * season allows.
 *
 * @param trend what remains when the season is taken away and the rest is smoothed
 * @param seasonal what comes back with each period; may change slowly
 * @param remainder what neither explains: spikes are here, whatever their height
 */
public record Decomposition(double[] trend, double[] seasonal, double[] remainder) {
    private static final int OUTER = 10;
    private static final int SEASONAL_SPAN = 7;

    /**
     * Takes a series apart.
     *
     * @param values evenly spaced; at least two periods
     * @param period how many values a season has, 2 at least
     * @throws IllegalArgumentException when they are fewer than two periods, or one is no finite
     *     number
     */
    public static Decomposition of(double[] values, int period) {
        if (period < 2 || values.length < 2 * period) {
            throw new IllegalArgumentException(
                    "A season has 2 values at least, and a series two seasons: not a season of "
                            + period
                            + " and a series of "
                            + values.length
                            + ".");
        }
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "Values are finite numbers, not " + value + ": fill gaps first.");
            }
        }
        int n = values.length;
        double[] trend = new double[n];
        double[] seasonal = new double[n];
        double[] remainder = new double[n];
        double[] weights = new double[n];
        Arrays.fill(weights, 1);
        for (int pass = 0; pass <= OUTER; pass++) {
            seasonal = seasonal(minus(values, trend), weights, period);
            trend = Loess.smooth(minus(values, seasonal), weights, trendSpan(period), 0, n);
            remainder = minus(minus(values, seasonal), trend);
            weights = robustness(remainder);
        }
        return new Decomposition(trend, seasonal, remainder);
    }

    private static int trendSpan(int period) {
        return odd(1.5 * period / (1 - 1.5 / SEASONAL_SPAN));
    }

    private static int odd(double least) {
        int up = (int) Math.ceil(least);
        return up % 2 == 0 ? up + 1 : up;
    }

    /**
     * Each place in the season is smoothed over the periods, and what these have of a trend is
     * taken away.
     */
    private static double[] seasonal(double[] values, double[] weights, int period) {
        int n = values.length;
        double[] cycles = new double[n + 2 * period];
        for (int place = 0; place < period; place++) {
            int count = (n - place + period - 1) / period;
            double[] one = new double[count];
            double[] its = new double[count];
            for (int i = 0; i < count; i++) {
                one[i] = values[place + i * period];
                its[i] = weights[place + i * period];
            }
            double[] smoothed = Loess.smooth(one, its, SEASONAL_SPAN, -1, count + 1);
            for (int i = 0; i < smoothed.length; i++) {
                cycles[place + i * period] = smoothed[i];
            }
        }
        double[] low = means(means(means(cycles, period), period), 3);
        double[] even = new double[n];
        Arrays.fill(even, 1);
        double[] level = Loess.smooth(low, even, odd(period), 0, n);
        double[] seasonal = new double[n];
        for (int i = 0; i < n; i++) {
            seasonal[i] = cycles[period + i] - level[i];
        }
        return seasonal;
    }

    private static double[] means(double[] values, int length) {
        double[] means = new double[values.length - length + 1];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] - (i >= length ? values[i - length] : 0);
            if (i >= length - 1) {
                means[i - length + 1] = sum / length;
            }
        }
        return means;
    }

    /** Bisquare weights: none for what is farther than six median remainders. */
    private static double[] robustness(double[] remainder) {
        double[] sorted = Arrays.stream(remainder).map(Math::abs).sorted().toArray();
        double reach = 6 * sorted[sorted.length / 2];
        return Arrays.stream(remainder)
                .map(
                        r -> {
                            double u =
                                    reach == 0
                                            ? (r == 0 ? 0 : 1)
                                            : Math.min(1, Math.abs(r) / reach);
                            return (1 - u * u) * (1 - u * u);
                        })
                .toArray();
    }

    private static double[] minus(double[] from, double[] what) {
        double[] left = new double[from.length];
        for (int i = 0; i < left.length; i++) {
            left[i] = from[i] - what[i];
        }
        return left;
    }
}
