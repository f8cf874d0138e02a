/** Detectors for the machine that Gantry runs on. */
package dev.gantry.probes.host;
