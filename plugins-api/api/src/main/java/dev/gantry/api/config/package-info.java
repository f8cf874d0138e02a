/**
 * A plugin's own settings: what an operator chooses once for the whole plugin, not for each run.
 * Describe them as a record with {@link dev.gantry.api.config.Settings}, and read them with {@link
 * dev.gantry.api.context.WorkContext#settings}. An operator sets them in {@code
 * conf/plugins/<plugin id>.yaml}, through the API or with {@code gantry plugin config}; each change
 * is checked against the record, kept with its history, and in force at once, without a restart.
 */
@Version("1.0.0")
@Export
package dev.gantry.api.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
