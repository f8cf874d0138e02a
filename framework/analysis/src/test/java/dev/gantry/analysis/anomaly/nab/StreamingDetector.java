package dev.gantry.analysis.anomaly.nab;

import java.time.Instant;

/** Judges a series point by point and never sees what comes after. */
@FunctionalInterface
public interface StreamingDetector {
    /**
     * @return from 0, as usual, to 1
     */
    double add(Instant at, double value);
}
