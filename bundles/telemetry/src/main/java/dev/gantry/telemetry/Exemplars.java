package dev.gantry.telemetry;

import dev.gantry.spi.event.Event;

/** Puts traces beside the numbers that they tell more of. Thread-safe. */
public interface Exemplars {

    /** A run that is over has a trace that can be looked at. */
    void of(Event.RunChanged run);

    /**
     * As of a run.
     *
     * @param traceId 32 hexadecimal digits
     */
    void of(Event.AttemptFinished attempt, String traceId);
}
