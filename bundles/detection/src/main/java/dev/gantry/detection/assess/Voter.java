package dev.gantry.detection.assess;

import java.time.Instant;
import java.util.Map;

/** Judges what was measured, by one condition. For one thread at a time. */
interface Voter {

    /** Takes what was measured before, without judging. */
    void remember(Instant at, Map<String, Double> measurements);

    /** Takes what was measured now, and judges it. */
    Vote vote(Instant at, Map<String, Double> measurements);
}
