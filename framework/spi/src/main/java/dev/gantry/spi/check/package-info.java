/** Checks: detectors with a configuration and an interval, and their verdicts. */
@Version("1.0.0")
@Export
package dev.gantry.spi.check;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
