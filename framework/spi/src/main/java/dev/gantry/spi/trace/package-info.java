/** Spans that work itself opened, on their way to whoever records traces; and how much is kept. */
@Version("1.0.0")
@Export
package dev.gantry.spi.trace;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
