/** Settings of this Gantry and of its plugins, validated where they are read. */
@Version("1.0.0")
@Export
package dev.gantry.spi.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
