package dev.gantry.spi.store;

/**
 * One version of a plugin's configuration as stored.
 *
 * @param version from 1, without gaps
 * @param body the values, as a JSON object
 * @param at in ms since 1970
 * @param by who set it; {@code file} for the plugin's file
 */
public record StoredConfig(String plugin, long version, String body, long at, String by) {}
