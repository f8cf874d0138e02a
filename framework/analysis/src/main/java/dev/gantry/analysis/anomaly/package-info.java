/**
 * What is unusual in series of measurements, judged point by point: {@link
 * dev.gantry.analysis.anomaly.SeriesModel} for one measurement, {@link
 * dev.gantry.analysis.anomaly.JointModel} for several of one check together, {@link
 * dev.gantry.analysis.anomaly.DriftModel} for where one goes in weeks. Each writes what it learned
 * into a snapshot and goes on from it. None is thread-safe. Copied privately into the bundles that
 * use it.
 */
package dev.gantry.analysis.anomaly;
