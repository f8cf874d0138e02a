package dev.gantry.analysis.forecast;

/**
 * One way to continue a regular series. Holds no state of a series, so one instance may serve
 * several threads.
 */
interface Model {

    /** The least length of a history that it can continue. */
    int least();

    /**
     * Continues a series.
     *
     * @param history regular, without gaps, finite, about 0 and of the order of 1; not changed
     * @param horizon steps ahead, at least 1
     * @return as many values as {@code horizon} says; the first follows the last of {@code history}
     */
    double[] forecast(double[] history, int horizon);
}
