package dev.gantry.spi.run;

/**
 * The limits of a task type, and what goes on.
 *
 * @param version of the limits; 0 if there are none
 * @param running attempts that run
 * @param waiting runs in memory that wait for these limits
 * @param open runs that are not finished; -1 while nobody bounds them
 */
public record TaskLimitInfo(
        String task, long version, TaskLimit limit, int running, int waiting, long open) {}
