package dev.gantry.analysis.forecast;

/**
 * Repeats the last cycle. With a period of 1 that is the last value.
 *
 * <p>Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, 2021,
 * section 5.2.
 *
 * @param period steps of a cycle, at least 1
 */
record SeasonalNaive(int period) implements Model {

    @Override
    public int least() {
        return period;
    }

    @Override
    public double[] forecast(double[] history, int horizon) {
        double[] ahead = new double[horizon];
        for (int h = 0; h < horizon; h++) {
            ahead[h] = history[history.length - period + h % period];
        }
        return ahead;
    }
}
