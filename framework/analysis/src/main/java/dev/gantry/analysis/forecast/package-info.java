/**
 * Forecasts of one numeric series with intervals, from several models that a back test weighs, and
 * when something is full. Depends on the JDK only. Copied privately into the bundles that use it.
 *
 * <p>That a weighted combination of simple models is hard to beat is the chief finding of
 * Makridakis, Spiliotis and Assimakopoulos, The M4 Competition: 100,000 time series and 61
 * forecasting methods, International Journal of Forecasting 36 (2020), 54-74.
 */
package dev.gantry.analysis.forecast;
