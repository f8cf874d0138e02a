/**
 * What a plugin needs of the machine that it runs on, said before any of it runs: {@link
 * dev.gantry.api.needs.Needs}.
 */
@Version("1.0.0")
@Export
package dev.gantry.api.needs;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
