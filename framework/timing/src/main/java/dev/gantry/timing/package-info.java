/** What is due when, and the thread that looks. Copied privately into the bundles that use it. */
package dev.gantry.timing;
