/** Objectives of task types: what they promise, and how much of the promise is used up. */
@Version("1.0.0")
@Export
package dev.gantry.spi.slo;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
