package dev.gantry.api.detect;

/** What a verdict says of the target. */
public enum Status {
    /** As it should be. */
    OK,
    /** Needs attention, works. */
    WARN,
    /** Does not work, or soon will not. */
    CRITICAL,
    /** Could not be told, for instance since something it depends on is down. */
    UNKNOWN
}
