package dev.gantry.analysis.forecast;

/**
 * Columns of sines and cosines of a day, and of those of a week which a day has not.
 *
 * @param first steps of the short cycle, at least 2
 * @param second steps of the long cycle, a multiple of {@code first}, or 0
 * @param many harmonics of the short cycle
 * @param more harmonics of the long cycle; 0 without one
 */
record Waves(int first, int second, int many, int more) {

    int columns() {
        return 2 * many + 2 * more;
    }

    /**
     * Writes the columns of a step.
     *
     * @param step its number, at or above 0
     * @param row from {@code column} on
     */
    void write(int step, double[] row, int column) {
        int c = column;
        for (int k = 1; k <= many; k++) {
            c = wave(step, k, first, row, c);
        }
        for (int i = 0; i < more; i++) {
            c = wave(step, harmonic(i), second, row, c);
        }
    }

    /** Penalties that rise with the frequency, so that fine detail needs more evidence. */
    void penalties(double least, double[] penalties, int column) {
        int c = column;
        for (int k = 1; k <= many; k++) {
            penalties[c++] = least * k;
            penalties[c++] = least * k;
        }
        for (int i = 0; i < more; i++) {
            double penalty = least * (1 + harmonic(i) * (double) first / second);
            penalties[c++] = penalty;
            penalties[c++] = penalty;
        }
    }

    /**
     * The harmonics of the long cycle are counted without those that are harmonics of the short
     * one.
     */
    private int harmonic(int i) {
        int between = second / first - 1;
        return i + 1 + i / between;
    }

    private static int wave(int step, int harmonic, int period, double[] row, int column) {
        double angle = 2 * Math.PI * ((long) harmonic * step % period) / period;
        row[column] = Math.cos(angle);
        row[column + 1] = Math.sin(angle);
        return column + 2;
    }
}
