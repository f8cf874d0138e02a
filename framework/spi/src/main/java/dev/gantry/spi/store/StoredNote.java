package dev.gantry.spi.store;

/**
 * A line of a plugin's history; {@code at} in ms since 1970, {@code id} 0 for a new one.
 *
 * @param version {@code null} where it concerns no single version
 */
public record StoredNote(
        long id,
        long at,
        String plugin,
        String version,
        String sha256,
        String what,
        String text,
        String by) {}
