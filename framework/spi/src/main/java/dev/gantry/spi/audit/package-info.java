/** Who changed what: a log whose entries hold each other, so that a change of it shows. */
@Version("1.0.0")
@Export
package dev.gantry.spi.audit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
