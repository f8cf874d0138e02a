package dev.gantry.spi.config;

import java.time.Instant;

/**
 * One version of a plugin's configuration. It never changes.
 *
 * @param version from 1
 * @param values as a JSON object
 * @param by who set it: {@code file}, or the name of a person or program
 */
public record ConfigVersion(String plugin, long version, String values, Instant at, String by) {}
