package dev.gantry.spi.plugin;

import java.time.Duration;

/**
 * What the attempts of one revision took since it first ran, restarts of Gantry included. What was
 * counted in the last seconds before a crash is missing.
 *
 * @param revision the revision
 * @param started attempts that started
 * @param succeeded those that ended well
 * @param failed those that ended otherwise: failed, timed out or cancelled
 * @param lost those that ended with Gantry, by a crash or a stop
 * @param abandoned those that did not stop when told to; what they burn goes on being counted
 * @param measured those of the started ones whose processor time and allocation were measured: not
 *     all, where measuring was off for a time or is not possible
 * @param attemptTime from start to end, of all that ended
 * @param queueTime from the time a run was due to the start of the attempt, of all
 * @param cpuTime processor time of the threads of attempts and of the virtual threads that these
 *     started
 * @param allocatedBytes heap that the same threads allocated, collected or not
 * @param logBytes lines in the logs of runs, in UTF-8
 */
public record Usage(
        RevisionRef revision,
        long started,
        long succeeded,
        long failed,
        long lost,
        long abandoned,
        long measured,
        Duration attemptTime,
        Duration queueTime,
        Duration cpuTime,
        long allocatedBytes,
        long logBytes) {}
