/** What the build of a plugin uses. The check itself is run by a Java that can read the plugin. */
package dev.gantry.plugin.build;
