/** The one ordered stream of what happened, published after it was committed. */
@Version("1.0.0")
@Export
package dev.gantry.spi.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
