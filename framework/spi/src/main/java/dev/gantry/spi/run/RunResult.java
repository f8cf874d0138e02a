package dev.gantry.spi.run;

/** How a finished run ended. */
public enum RunResult {
    /** The task returned. */
    SUCCESS,
    /** The task said no or threw, and no attempt was left. */
    FAILURE,
    /** Gantry's fault. */
    ERROR,
    /** The last attempt took longer than it may. */
    TIMEOUT,
    /** It was asked to stop. */
    CANCELLED,
    /** It was never started, by policy. */
    SKIPPED
}
