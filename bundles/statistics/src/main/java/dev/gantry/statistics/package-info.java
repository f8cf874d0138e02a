/** Counts and times of runs by buckets of time. */
package dev.gantry.statistics;
