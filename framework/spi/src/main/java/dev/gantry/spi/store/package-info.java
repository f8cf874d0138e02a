/** The durable truth. Everything returned by a future is on disk when the future completes. */
@Version("1.0.0")
@Export
package dev.gantry.spi.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
