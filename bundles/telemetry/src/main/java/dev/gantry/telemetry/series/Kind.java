package dev.gantry.telemetry.series;

/** What a metric is. */
public enum Kind {
    /** A number that only grows. */
    COUNTER,
    /** A number that goes up and down. */
    GAUGE,
    /** Always 1; what matters are its labels. */
    INFO,
    /** Durations by bucket. */
    HISTOGRAM,
    /** Durations, their number and sum only. */
    SUMMARY
}
