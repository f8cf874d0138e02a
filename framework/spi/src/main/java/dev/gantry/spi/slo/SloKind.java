package dev.gantry.spi.slo;

/** What an objective looks at. */
public enum SloKind {
    /**
     * Results of finished runs: {@code success} is good; {@code failure}, {@code error} and {@code
     * timeout} are bad; {@code cancelled} and {@code skipped} do not count.
     */
    AVAILABILITY,
    /**
     * From the start of a run's first attempt to its end, whatever its result: good up to the
     * threshold. A run that never started does not count.
     */
    LATENCY,
    /** From a run's creation to the start of its first attempt: good up to the threshold. */
    WAIT
}
