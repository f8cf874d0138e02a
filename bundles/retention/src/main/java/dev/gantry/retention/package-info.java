/** Deletes finished runs by age, count and size. */
package dev.gantry.retention;
