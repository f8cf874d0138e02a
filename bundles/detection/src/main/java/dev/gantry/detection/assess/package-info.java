/** Makes verdicts of what detectors say: conditions, what is usual, and what a check depends on. */
package dev.gantry.detection.assess;
