package dev.gantry.spi.schedule;

/**
 * What becomes of a fire while a run of the same schedule is open. A run is open from when it was
 * accepted until it has a result: also while it waits for a retry, for a plugin, or for the restart
 * of Gantry.
 */
public enum OverlapPolicy {
    /** It starts its run beside the other one. */
    ALLOW,
    /** It is skipped. */
    SKIP,
    /** One fire waits until the open run ends; those that come while one waits are skipped. */
    BUFFER_ONE,
    /** All wait, up to 1,000, and start one after the other; those beyond that are skipped. */
    BUFFER_ALL,
    /** The open run is cancelled, and the fire waits until it has ended; the latest one wins. */
    CANCEL_OTHER
}
