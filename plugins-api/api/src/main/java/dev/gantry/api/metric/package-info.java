/**
 * Metrics of a plugin's own, shown with those of Gantry to whoever scrapes it. All types here but
 * {@link dev.gantry.metricrules.MetricRules} are implemented by Gantry and by the test kit.
 */
@Version("1.0.0")
@Export
package dev.gantry.api.metric;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
