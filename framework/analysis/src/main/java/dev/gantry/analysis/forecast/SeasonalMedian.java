package dev.gantry.analysis.forecast;

/**
 * The median of the last three cycles at the same time, so that one odd cycle has no say.
 *
 * @param period steps of a cycle, at least 1
 */
record SeasonalMedian(int period) implements Model {

    @Override
    public int least() {
        return 3 * period;
    }

    @Override
    public double[] forecast(double[] history, int horizon) {
        double[] ahead = new double[horizon];
        int last = history.length - period;
        for (int h = 0; h < horizon; h++) {
            double a = history[last + h % period];
            double b = history[last - period + h % period];
            double c = history[last - 2 * period + h % period];
            ahead[h] = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
        }
        return ahead;
    }
}
