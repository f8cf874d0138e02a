/**
 * What Gantry hands to plugin code while it works: time, log, cancellation, trace. All types here
 * are implemented by Gantry and by the test kit.
 */
@Version("1.0.0")
@Export
package dev.gantry.api.context;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
