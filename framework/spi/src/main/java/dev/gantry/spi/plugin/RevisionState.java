package dev.gantry.spi.plugin;

/** Where a plugin revision is in its life. */
public enum RevisionState {
    /** On its way in. */
    STAGED,
    /** Not let in; the reason says why and what to do. */
    REJECTED,
    /** Takes a share of new runs. */
    CANARY,
    /** Takes new runs. */
    ACTIVE,
    /** Takes no new runs; those that run on it finish. */
    DRAINING,
    /** Gone; the record stays. */
    RETIRED,
    /** Parked for a person: it misbehaved, the reason says how. */
    QUARANTINED
}
