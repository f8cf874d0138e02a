package dev.gantry.analysis.forecast;

import dev.gantry.analysis.trend.RobustSlope;

import java.util.Arrays;

/**
 * Weighted least squares with a penalty on the squares of coefficients, solved by Cholesky's
 * decomposition. Tens of columns at most, for which no library of linear algebra is worth its size.
 *
 * <p>Sources: Hoerl and Kennard, Ridge regression, Technometrics 12 (1970), 55-67; for the robust
 * form Huber, Robust Statistics, 1981, chapter 7.
 *
 * @param rows one per target, all of one length
 * @param targets what rows are to give
 * @param weights of rows, at or above 0
 * @param penalties of columns, above 0
 */
record Ridge(double[][] rows, double[] targets, double[] weights, double[] penalties) {

    /** Coefficients of least squares. */
    double[] fit() {
        return fit(weights);
    }

    /**
     * Coefficients with Huber's loss, by weighing anew.
     *
     * @param rounds how often weights are computed from residuals, at least 1
     * @param threshold from where residuals count linearly, in standard deviations estimated from
     *     their median
     */
    double[] robust(int rounds, double threshold) {
        double[] coefficients = fit(weights);
        for (int round = 0; round < rounds; round++) {
            double[] residuals = residuals(coefficients);
            double[] sizes = new double[residuals.length];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = Math.abs(residuals[i]);
            }
            double[] sorted = sizes.clone();
            Arrays.sort(sorted);
            double limit = threshold * 1.4826 * RobustSlope.median(sorted) + 1e-9;
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = weights[i] * Math.min(1, limit / Math.max(1e-12, sizes[i]));
            }
            coefficients = fit(sizes);
        }
        return coefficients;
    }

    double[] residuals(double[] coefficients) {
        double[] residuals = new double[targets.length];
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] = targets[i] - product(rows[i], coefficients);
        }
        return residuals;
    }

    static double product(double[] row, double[] coefficients) {
        double sum = 0;
        for (int c = 0; c < coefficients.length; c++) {
            sum += row[c] * coefficients[c];
        }
        return sum;
    }

    private double[] fit(double[] by) {
        int n = penalties.length;
        double[][] normal = new double[n][n];
        double[] right = new double[n];
        for (int i = 0; i < targets.length; i++) {
            double[] row = rows[i];
            for (int a = 0; a < n; a++) {
                double weighted = by[i] * row[a];
                right[a] += weighted * targets[i];
                double[] line = normal[a];
                for (int b = 0; b <= a; b++) {
                    line[b] += weighted * row[b];
                }
            }
        }
        for (int a = 0; a < n; a++) {
            normal[a][a] += penalties[a];
        }
        return solve(normal, right);
    }

    /**
     * Solves a symmetric positive definite system.
     *
     * @param matrix its lower triangle is read, and overwritten
     * @param right is overwritten with the solution and returned
     */
    static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= matrix[i][k] * matrix[j][k];
                }
                matrix[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / matrix[j][j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                right[i] -= matrix[i][k] * right[k];
            }
            right[i] /= matrix[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                right[i] -= matrix[k][i] * right[k];
            }
            right[i] /= matrix[i][i];
        }
        return right;
    }

    /** Weights that halve every {@code half} steps into the past. */
    static double[] fading(int length, double half) {
        double[] weights = new double[length];
        for (int i = 0; i < length; i++) {
            weights[i] = Math.pow(0.5, (length - 1 - i) / half);
        }
        return weights;
    }
}
