/** Plugins, their revisions, and what an operator does with them. */
@Version("1.0.0")
@Export
package dev.gantry.spi.plugin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
