/** How detectors wait no longer than they may, compare with limits, and say what they saw. */
package dev.gantry.probes;
