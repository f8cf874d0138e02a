/** The panels that plugins add to the console: what there is, their files and their data. */
@Version("1.0.0")
@Export
package dev.gantry.spi.panel;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
