/** Counters, timers and gauges, free of any metrics library. */
@Version("1.0.0")
@Export
package dev.gantry.spi.meter;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
