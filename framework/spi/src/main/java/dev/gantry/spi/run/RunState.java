package dev.gantry.spi.run;

/** Where a run is in its life. */
public enum RunState {
    /** Accepted, and due at a later time (delayed start, or the wait before a retry). */
    SCHEDULED,
    /** Due, waits for a slot. */
    QUEUED,
    /** Due, but no active plugin offers its task type; the run's reason says more. */
    BLOCKED,
    /** An attempt runs. */
    RUNNING,
    /** Waits for something outside. */
    WAITING,
    /** Held by a person. */
    PAUSED,
    /** Was asked to stop and has not yet. */
    CANCELLING,
    /** Has a result; nothing changes any more. */
    FINISHED
}
