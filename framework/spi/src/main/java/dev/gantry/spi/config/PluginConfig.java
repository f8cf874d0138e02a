package dev.gantry.spi.config;

import java.time.Instant;

/**
 * The configuration of a plugin as it is now. Values are JSON objects.
 *
 * @param version grows with each change; 0 while nobody configured the plugin
 * @param values what was set
 * @param effective the same with the defaults filled in; {@code null} where no schema is known
 * @param at when it was set, or {@code null}
 * @param by who set it: {@code file}, or the name of a person or program; or {@code null}
 * @param inForce the version that the active revision works with, which differs where the newest
 *     one does not fit it; {@code null} if there is no active revision, or it has no settings
 * @param problem what is wrong, with the remedy, in one sentence: a file that cannot be taken, a
 *     version that does not fit; {@code null} when all is well
 * @param file the file that may set it, from the home; whether or not it exists
 * @param schema JSON Schema of the active revision's settings, or of those of one that waits for
 *     its configuration; {@code null} if the plugin has no settings, or is not there
 */
public record PluginConfig(
        String plugin,
        long version,
        String values,
        String effective,
        Instant at,
        String by,
        Long inForce,
        String problem,
        String file,
        String schema) {}
