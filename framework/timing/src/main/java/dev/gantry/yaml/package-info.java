/** YAML that people write. Copied privately into the bundles that use it. */
package dev.gantry.yaml;
