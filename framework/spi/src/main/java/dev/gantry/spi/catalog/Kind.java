package dev.gantry.spi.catalog;

/** What a plugin can contribute. */
public enum Kind {
    /** A task type: {@code dev.gantry.api.task}. */
    TASK,
    /** A detector type: {@code dev.gantry.api.detect}. */
    DETECTOR
}
