/** Schedules: runs at fixed times. */
@Version("1.0.0")
@Export
package dev.gantry.spi.schedule;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
