package dev.gantry.spi.schedule;

/**
 * What becomes of fire times that were not served when they came, as Gantry was down or had no room
 * for the run.
 */
public enum MissedPolicy {
    /** They are not made up for; a fire that is at most 10 s late is not missed. */
    NONE,
    /** The latest one is made up for. */
    LAST,
    /** All are made up for, oldest first; of more than 1,000 the newest 1,000. */
    ALL
}
