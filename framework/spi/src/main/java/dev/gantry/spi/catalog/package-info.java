/** What active plugins contribute, and how to call into it safely. */
@Version("1.0.0")
@Export
package dev.gantry.spi.catalog;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
