/** The past of checks: by the verdict, by the hour, by the day; and what follows from it. */
package dev.gantry.detection.history;
