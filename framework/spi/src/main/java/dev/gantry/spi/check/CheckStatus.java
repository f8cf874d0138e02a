package dev.gantry.spi.check;

/** What is known of a check's target. */
public enum CheckStatus {
    /** As it should be. */
    OK,
    /** Needs attention, works. */
    WARN,
    /** Does not work, or soon will not. */
    CRITICAL,
    /** Could not be told. */
    UNKNOWN,
    /** The check itself broke; says nothing of the target. */
    ERROR
}
