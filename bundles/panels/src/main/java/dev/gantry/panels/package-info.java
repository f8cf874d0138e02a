/** Panels of plugins: what there is, their files and their data. */
package dev.gantry.panels;
