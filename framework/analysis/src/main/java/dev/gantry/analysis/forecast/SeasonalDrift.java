package dev.gantry.analysis.forecast;

import dev.gantry.analysis.trend.RobustSlope;

/**
 * Repeats the last cycle, moved along the robust slope of the medians of the last 28 cycles: the
 * drift method with the line of Theil and Sen in place of the one through the first and the last
 * value.
 *
 * <p>Sources: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, 2021,
 * section 5.2; for the slope see {@link RobustSlope}.
 *
 * @param period steps of a cycle, at least 2
 */
record SeasonalDrift(int period) implements Model {
    private static final int CYCLES = 28;

    @Override
    public int least() {
        return 3 * period;
    }

    @Override
    public double[] forecast(double[] history, int horizon) {
        double slope = RobustSlope.of(RobustSlope.medians(history, period, CYCLES), 0.8).slope();
        double[] ahead = new SeasonalNaive(period).forecast(history, horizon);
        for (int h = 0; h < horizon; h++) {
            ahead[h] += slope * (1 + h / period);
        }
        return ahead;
    }
}
