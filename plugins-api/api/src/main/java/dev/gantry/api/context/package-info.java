/**
 * What Gantry hands to plugin code while it works: time, log, cancellation, trace. All interfaces
 * here are implemented by Gantry and by the test kit, and may get methods.
 *
 * <p>Nothing here takes or returns {@code null} unless it says so.
 */
@Version("1.0.0")
@Export
package dev.gantry.api.context;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
