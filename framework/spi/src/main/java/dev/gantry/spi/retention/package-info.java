/** How long finished runs are kept. */
@Version("1.0.0")
@Export
package dev.gantry.spi.retention;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
