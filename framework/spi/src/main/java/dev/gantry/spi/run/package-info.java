/** Runs: submit, look up, wait for, steer. */
@Version("1.0.0")
@Export
package dev.gantry.spi.run;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
