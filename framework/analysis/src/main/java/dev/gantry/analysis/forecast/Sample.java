package dev.gantry.analysis.forecast;

import java.time.Instant;
import java.util.Objects;

/**
 * One measured value. A value that is not a number, infinite or beyond ±1e300 counts as missing.
 *
 * @param at when it was measured
 * @param value in any unit
 */
public record Sample(Instant at, double value) {

    public Sample {
        Objects.requireNonNull(at, "at");
    }

    boolean known() {
        return Math.abs(value) <= 1e300;
    }
}
