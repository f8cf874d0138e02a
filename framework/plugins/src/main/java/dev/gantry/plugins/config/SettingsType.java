package dev.gantry.plugins.config;

import dev.gantry.plugins.schema.Schema;

/**
 * The settings of a plugin revision.
 *
 * @param type the plugin's record
 * @param json its JSON Schema
 * @param schema the same, for checks
 */
public record SettingsType(Class<?> type, String json, Schema schema) {}
