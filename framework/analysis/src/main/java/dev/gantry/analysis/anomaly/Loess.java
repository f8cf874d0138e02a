package dev.gantry.analysis.anomaly;

/**
 * Locally weighted lines through evenly spaced values: W. S. Cleveland, "Robust locally weighted
 * regression and smoothing scatterplots", JASA 74, 1979.
 */
final class Loess {
    private Loess() {}

    /**
     * The smoothed values at {@code from} to {@code to - 1}, which may be beyond the ends.
     *
     * @param weights of each value besides its distance
     * @param span how many neighbours count
     */
    static double[] smooth(double[] values, double[] weights, int span, int from, int to) {
        double[] smoothed = new double[to - from];
        for (int x = from; x < to; x++) {
            smoothed[x - from] = at(x, values, weights, span);
        }
        return smoothed;
    }

    private static double at(int x, double[] values, double[] weights, int span) {
        int count = Math.min(span, values.length);
        int first = Math.clamp(x - count / 2, 0, values.length - count);
        double reach = Math.max(x - first, first + count - 1 - x);
        // fewer values than neighbours wanted: all count, and the nearer the less they differ
        reach += Math.max(0, (span - values.length) / 2);
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        double[] near = new double[count];
        for (int i = 0; i < count; i++) {
            double distance = Math.abs(first + i - x) / (reach + 1);
            double cube = 1 - distance * distance * distance;
            near[i] = weights[first + i] * cube * cube * cube;
            sum += near[i];
            sumX += near[i] * (first + i);
            sumY += near[i] * values[first + i];
        }
        if (sum <= 0) {
            return plain(values, first, count);
        }
        double meanX = sumX / sum;
        double meanY = sumY / sum;
        double squares = 0;
        double products = 0;
        for (int i = 0; i < count; i++) {
            squares += near[i] * (first + i - meanX) * (first + i - meanX);
            products += near[i] * (first + i - meanX) * (values[first + i] - meanY);
        }
        return squares < 1e-9 * sum ? meanY : meanY + products / squares * (x - meanX);
    }

    /** The mean, where all weights are nothing. */
    private static double plain(double[] values, int first, int count) {
        double sum = 0;
        for (int i = first; i < first + count; i++) {
            sum += values[i];
        }
        return sum / count;
    }
}
