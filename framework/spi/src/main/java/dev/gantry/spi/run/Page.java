package dev.gantry.spi.run;

import java.util.List;

/**
 * Part of a list.
 *
 * @param next cursor of the next part, or {@code null} at the end
 */
public record Page<T>(List<T> items, String next) {}
