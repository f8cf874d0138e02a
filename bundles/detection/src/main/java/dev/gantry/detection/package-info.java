/** Checks: detectors called at intervals, and their verdicts. */
package dev.gantry.detection;
