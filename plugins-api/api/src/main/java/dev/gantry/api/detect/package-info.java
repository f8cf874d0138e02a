/**
 * Detectors: what inspects something and judges it. Implement {@link
 * dev.gantry.api.detect.Detector}, name it with {@link dev.gantry.api.detect.DetectorType}; an
 * operator makes checks of it by giving it a configuration and an interval.
 *
 * <p>Nothing here takes or returns {@code null} unless it says so.
 */
@Version("1.0.0")
@Export
package dev.gantry.api.detect;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
