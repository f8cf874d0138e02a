/** Schedules: runs at fixed times, by interval or cron expression. */
package dev.gantry.schedule;
