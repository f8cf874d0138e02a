package dev.gantry.engine;

import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunError;

import java.time.Duration;
import java.util.List;

/** How an attempt went, free of any object of the plugin. */
sealed interface Outcome {

    /** Phases in their order. */
    List<Attempt.Phase> phases();

    /** The task returned. */
    record Success(String output, List<Attempt.Phase> phases) implements Outcome {}

    /**
     * The task threw.
     *
     * @param permanent another attempt is pointless
     * @param retryAfter wait that the task asked for, or {@code null}
     */
    record Failure(
            RunError error, boolean permanent, Duration retryAfter, List<Attempt.Phase> phases)
            implements Outcome {}

    /** It was stopped. */
    record Stopped(
            StopSignal.Cause cause, RunError error, boolean abandoned, List<Attempt.Phase> phases)
            implements Outcome {}

    /** Gantry's fault. */
    record Fault(RunError error, List<Attempt.Phase> phases) implements Outcome {}
}
