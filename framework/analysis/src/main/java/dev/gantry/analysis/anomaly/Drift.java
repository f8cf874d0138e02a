package dev.gantry.analysis.anomaly;

/**
 * Where a series goes, apart from its days' ups and downs.
 *
 * @param perDay by how much it grows a day, in the unit of the measurement; the median of all pairs
 *     of days: H. Theil 1950, P. K. Sen, "Estimates of the regression coefficient based on
 *     Kendall's tau", JASA 63, 1968
 * @param sure whether so many pairs of days agree that chance would do it once in a hundred series:
 *     H. B. Mann, "Nonparametric tests against trend", Econometrica 13, 1945. Never with fewer than
 *     six days
 * @param days of how many days it is told
 */
public record Drift(double perDay, boolean sure, int days) {}
