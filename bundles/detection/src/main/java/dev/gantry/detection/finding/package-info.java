/** Findings: opened, followed and resolved by what checks say, and what is started for them. */
package dev.gantry.detection.finding;
