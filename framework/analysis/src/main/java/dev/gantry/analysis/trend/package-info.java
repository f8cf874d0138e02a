/**
 * Where a series goes: slopes that outliers do not move. Depends on the JDK only. Copied privately
 * into the bundles that use it.
 */
package dev.gantry.analysis.trend;
