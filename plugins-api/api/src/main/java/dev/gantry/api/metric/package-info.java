/**
 * Metrics of a plugin's own, shown with those of Gantry to whoever scrapes it. All types here are
 * implemented by Gantry and by the test kit.
 *
 * <p>Nothing here takes or returns {@code null} unless it says so.
 */
@Version("1.0.0")
@Export
package dev.gantry.api.metric;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
