/**
 * What is unusual in a series of measurements, judged point by point. Copied privately into the
 * bundles that use it.
 */
package dev.gantry.analysis.anomaly;
