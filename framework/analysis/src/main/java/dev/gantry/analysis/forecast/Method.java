package dev.gantry.analysis.forecast;

import java.util.Locale;

/** The models that a forecast may be combined from. */
public enum Method {
    /** The last value, for ever. */
    LAST_VALUE,
    /** What was a day ago. */
    SEASONAL_NAIVE_DAY,
    /** What was a week ago. */
    SEASONAL_NAIVE_WEEK,
    /** What was a day ago, moved along the robust trend of days. */
    SEASONAL_DRIFT,
    /**
     * The median of the last three weeks at the same hour; of days where there are no three weeks.
     */
    SEASONAL_MEDIAN,
    /** Holt-Winters with damped trend, the seasons of day and week, and an autoregressive error. */
    HOLT_WINTERS,
    /**
     * Trend and harmonics of day and week by robust ridge regression, and an autoregressive error.
     */
    TREND_FOURIER,
    /** Regression on the values an hour, a day and a week before, robust. */
    LAG_REGRESSION;

    /** Its name in results, lower case with blanks. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
