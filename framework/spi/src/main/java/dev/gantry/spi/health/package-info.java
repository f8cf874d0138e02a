/** What must be there before this Gantry is ready. */
@Version("1.0.0")
@Export
package dev.gantry.spi.health;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
