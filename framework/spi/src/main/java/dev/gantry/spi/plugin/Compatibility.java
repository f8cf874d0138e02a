package dev.gantry.spi.plugin;

/** How a new version fits what is in service, the best first. */
public enum Compatibility {
    /** All callers and all runs can go on with it. */
    COMPATIBLE,
    /** Callers stay right, but a run that started before must end on its own version. */
    NEW_RUNS_ONLY,
    /** Something that callers rely on is gone or changed: this takes a major version. */
    BREAKING
}
