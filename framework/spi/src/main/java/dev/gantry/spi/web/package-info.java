/** What browsers are given that is no API. */
@Version("1.1.0")
@Export
package dev.gantry.spi.web;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
