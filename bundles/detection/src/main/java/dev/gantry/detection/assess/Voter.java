package dev.gantry.detection.assess;

import dev.gantry.spi.check.CheckVote;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges what was measured, by one condition. For one thread at a time. */
interface Voter {

    /** Takes what was measured before, without judging. */
    void remember(Instant at, Map<String, Double> measurements);

    /** Takes what was measured now, and judges it: one vote or more. */
    List<CheckVote> votes(Instant at, Map<String, Double> measurements);

    /** What is to be known after a restart besides the latest verdicts. */
    default Optional<byte[]> learned() {
        return Optional.empty();
    }

    /**
     * Goes on from what was learned.
     *
     * @throws IllegalArgumentException if it was not learned by such a voter
     */
    default void restore(byte[] learned) {}
}
