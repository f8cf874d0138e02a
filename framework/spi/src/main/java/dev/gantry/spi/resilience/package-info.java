/** What tasks call outside of Gantry, and how it is spared. */
@Version("1.0.0")
@Export
package dev.gantry.spi.resilience;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
