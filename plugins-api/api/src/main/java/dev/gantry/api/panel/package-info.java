/**
 * Panels: what a plugin shows in the console. A panel is one class that answers with data, {@link
 * dev.gantry.api.panel.Panel} named by {@link dev.gantry.api.panel.PanelType}, and one JavaScript
 * module in the same JAR that draws them: a custom element, with or without Lit, as it is written.
 *
 * <p>The console runs the module in a frame of its own without the session: it gets the data of its
 * own panel, and reaches nothing else.
 *
 * <p>Nothing here takes or returns {@code null} unless it says so.
 */
@Version("1.0.0")
@Export
package dev.gantry.api.panel;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
