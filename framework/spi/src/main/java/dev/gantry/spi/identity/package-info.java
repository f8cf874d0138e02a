/** Who calls, and what for: principals with roles, sessions, tokens. */
@Version("1.0.0")
@Export
package dev.gantry.spi.identity;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
