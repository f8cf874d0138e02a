package dev.gantry.testkit;

/**
 * One report of how far the work is.
 *
 * @param fraction from 0 to 1
 * @param message what was being done, or empty
 */
public record Progress(double fraction, String message) {}
