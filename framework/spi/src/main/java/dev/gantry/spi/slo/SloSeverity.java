package dev.gantry.spi.slo;

/** How urgent an alert of an objective is. */
public enum SloSeverity {
    /** The budget burns so fast that somebody should look now. */
    PAGE,
    /** It burns slowly, but will not last: somebody should look in the next days. */
    TICKET
}
