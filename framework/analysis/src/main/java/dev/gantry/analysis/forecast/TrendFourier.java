package dev.gantry.analysis.forecast;

/**
 * A straight line and harmonics of day and week by robust ridge regression that weighs recent
 * values more; what remains is continued by its own autoregression. This is dynamic harmonic
 * regression.
 *
 * <p>Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, 2021,
 * section 10.5.
 *
 * @param waves harmonics of the cycles
 * @param half steps into the past at which the weight is a half
 */
record TrendFourier(Waves waves, double half) implements Model {
    private static final double RIDGE = 0.3;
    private static final double THRESHOLD = 1.5;

    /** Five half-lives make one unit of the line's column. */
    private static final double LONG = 5;

    /**
     * @param first steps of the short cycle, at least 2
     * @param second steps of the long cycle, or 0
     */
    static TrendFourier of(int first, int second) {
        int more = second == 0 ? 0 : Math.min(16, second / 2 - second / first);
        return new TrendFourier(
                new Waves(first, second, Math.min(8, first / 2), more), 21.0 * first);
    }

    @Override
    public int least() {
        return 2 * Math.max(waves.first(), waves.second());
    }

    @Override
    public double[] forecast(double[] history, int horizon) {
        int n = history.length;
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = row(i, n);
        }
        double[] penalties = new double[2 + waves.columns()];
        penalties[0] = 1e-6;
        penalties[1] = RIDGE;
        waves.penalties(RIDGE, penalties, 2);
        Ridge regression = new Ridge(rows, history, Ridge.fading(n, half), penalties);
        double[] coefficients = regression.robust(1, THRESHOLD);
        double[] ahead = new double[horizon];
        LagRegression remains = LagRegression.ofResiduals(waves.first(), half);
        if (remains.least() <= n) {
            ahead = remains.forecast(regression.residuals(coefficients), horizon);
        }
        for (int h = 0; h < horizon; h++) {
            ahead[h] += Ridge.product(row(n + h, n), coefficients);
        }
        return ahead;
    }

    private double[] row(int step, int length) {
        double[] row = new double[2 + waves.columns()];
        row[0] = 1;
        row[1] = (step - length) / (LONG * half);
        waves.write(step, row, 2);
        return row;
    }
}
