package dev.gantry.analysis.anomaly.nab;

import java.util.SplittableRandom;

/** What a detector has to beat. */
final class SimpleDetectors {
    private SimpleDetectors() {}

    /** Says the same of all. */
    static StreamingDetector nothing() {
        return (at, value) -> 0.5;
    }

    /** Says anything. */
    static StreamingDetector random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return (at, value) -> random.nextDouble();
    }

    /**
     * How far a value is in the tail of a normal distribution with mean and deviation of a window
     * of 6,400 points, which is moved on by 100 at a time when it is full: the benchmark's own
     * simple detector.
     */
    static StreamingDetector windowedGaussian() {
        return new WindowedGaussian()::add;
    }

    private static final class WindowedGaussian {
        private static final int SIZE = 6400;
        private static final int STEP = 100;

        private final double[] window = new double[SIZE + STEP];
        private int size;
        private double mean;
        private double deviation;

        double add(java.time.Instant at, double value) {
            double score = size == 0 ? 0 : 1 - tail(Math.abs(value - mean) / deviation);
            window[size++] = value;
            if (size == SIZE + STEP) {
                System.arraycopy(window, STEP, window, 0, SIZE);
                size = SIZE;
            }
            if (size <= SIZE) {
                look();
            }
            return score;
        }

        private void look() {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += window[i];
            }
            mean = sum / size;
            double squares = 0;
            for (int i = 0; i < size; i++) {
                squares += (window[i] - mean) * (window[i] - mean);
            }
            deviation = squares == 0 ? 0.000001 : Math.sqrt(squares / size);
        }

        /**
         * The upper tail of the normal distribution: W. J. Cody's erfc in the form of Numerical
         * Recipes, relative error below 1.2e-7.
         */
        private static double tail(double z) {
            double x = z / Math.sqrt(2);
            double t = 1 / (1 + 0.5 * x);
            double[] c = {
                -1.26551223,
                1.00002368,
                0.37409196,
                0.09678418,
                -0.18628806,
                0.27886807,
                -1.13520398,
                1.48851587,
                -0.82215223,
                0.17087277
            };
            double sum = 0;
            for (int i = c.length - 1; i >= 0; i--) {
                sum = sum * t + c[i];
            }
            return 0.5 * t * Math.exp(-x * x + sum);
        }
    }
}
