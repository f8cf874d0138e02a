/** What became of runs: counts and times of the past, and how many are open now. */
@Version("1.0.0")
@Export
package dev.gantry.spi.statistics;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
