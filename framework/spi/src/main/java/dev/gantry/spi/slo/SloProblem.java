package dev.gantry.spi.slo;

/**
 * A file of objectives that is not in force.
 *
 * @param file from the home
 * @param problem with line and remedy
 */
public record SloProblem(String file, String problem) {}
