package dev.gantry.analysis.trend;

import java.util.Arrays;

/**
 * The median of the slopes of all pairs of values one step apart, with an interval from the ranks
 * of the slopes. Up to 29 percent of the values may be anything.
 *
 * <p>Source: Sen, Estimates of the regression coefficient based on Kendall's tau, Journal of the
 * American Statistical Association 63 (1968), 1379-1389. The interval supposes that values are
 * independent about the line, so for values that hang together it is too narrow.
 *
 * @param slope change per step
 * @param lower at most {@code slope}
 * @param upper at least {@code slope}
 * @param deviations by how many standard deviations the pairs agree more than those of values
 *     without a trend: H. B. Mann, "Nonparametric tests against trend", Econometrica 13, 1945
 */
public record RobustSlope(double slope, double lower, double upper, double deviations) {

    /**
     * @param values at least two
     * @param level of the interval, above 0, below 1
     */
    public static RobustSlope of(double[] values, double level) {
        int n = values.length;
        double[] slopes = new double[n * (n - 1) / 2];
        double agreement = 0;
        int k = 0;
        for (int i = 1; i < n; i++) {
            for (int j = 0; j < i; j++) {
                slopes[k++] = (values[i] - values[j]) / (i - j);
                agreement += Math.signum(values[i] - values[j]);
            }
        }
        Arrays.sort(slopes);
        double deviation = Math.sqrt(n * (n - 1.0) * (2.0 * n + 5) / 18);
        double half = quantile(level) * deviation / 2;
        int below = (int) Math.floor(slopes.length / 2.0 - half) - 1;
        int above = (int) Math.ceil(slopes.length / 2.0 + half);
        return new RobustSlope(
                median(slopes),
                slopes[Math.max(0, below)],
                slopes[Math.min(slopes.length - 1, Math.max(0, above))],
                (Math.abs(agreement) - 1) / deviation);
    }

    /** Whether chance would hardly do it: once in as many series as {@code level} leaves out. */
    public boolean sure(double level) {
        return deviations > quantile(level);
    }

    /**
     * Medians of the last whole cycles, the oldest first.
     *
     * @param most how many cycles at most
     */
    public static double[] medians(double[] values, int period, int most) {
        int cycles = Math.min(most, values.length / period);
        double[] medians = new double[cycles];
        for (int i = 0; i < cycles; i++) {
            int from = values.length - (cycles - i) * period;
            double[] cycle = Arrays.copyOfRange(values, from, from + period);
            Arrays.sort(cycle);
            medians[i] = median(cycle);
        }
        return medians;
    }

    /** Of values in order. */
    public static double median(double[] sorted) {
        int n = sorted.length;
        return sorted[(n - 1) / 2] / 2 + sorted[n / 2] / 2;
    }

    /**
     * The deviation within which {@code level} of a normal distribution lies, by bisection on its
     * series: 1.2816 for 0.8.
     */
    static double quantile(double level) {
        double low = 0;
        double high = 6;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (within(middle) < level) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, formula 26.2.11, doubled.
     */
    private static double within(double z) {
        double term = z;
        double sum = z;
        for (int i = 1; i < 200 && term > 1e-17; i++) {
            term *= z * z / (2 * i + 1);
            sum += term;
        }
        return 2 * sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }
}
