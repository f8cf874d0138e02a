/** What metrics of plugins may be called: one place for Gantry and for the test kit. */
package dev.gantry.metricrules;
