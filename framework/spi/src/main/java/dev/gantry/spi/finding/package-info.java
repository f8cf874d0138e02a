/** Findings: the open problems that verdicts of checks show, and what is done about them. */
@Version("1.0.0")
@Export
package dev.gantry.spi.finding;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
