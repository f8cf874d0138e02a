/** How much is logged, changed while Gantry runs. */
@Version("1.0.0")
@Export
package dev.gantry.spi.log;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
