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
     * @param abandoned whether its rollback did not end
     */
    record Failure(
            RunError error,
            boolean permanent,
            Duration retryAfter,
            boolean abandoned,
            List<Attempt.Phase> phases)
            implements Outcome {}

    /**
     * What the task calls was not to be called; that uses up no attempt.
     *
     * @param retryAfter when it is worth another try
     */
    record Unavailable(RunError error, Duration retryAfter, List<Attempt.Phase> phases)
            implements Outcome {}

    /** It was stopped. */
    record Stopped(
            StopSignal.Cause cause, RunError error, boolean abandoned, List<Attempt.Phase> phases)
            implements Outcome {}

    /** Gantry's fault. */
    record Fault(RunError error, List<Attempt.Phase> phases) implements Outcome {}

    /**
     * The same, after its rollback failed too: both errors are told.
     *
     * @param stuck whether the rollback does not end
     */
    default Outcome alsoRollback(RunError rollback, boolean stuck) {
        return switch (this) {
            case Failure failure ->
                    new Failure(
                            joined(failure.error(), rollback),
                            failure.permanent(),
                            failure.retryAfter(),
                            stuck,
                            failure.phases());
            case Stopped(var cause, RunError error, boolean abandoned, var before) ->
                    new Stopped(cause, joined(error, rollback), abandoned || stuck, before);
            case Unavailable(RunError error, Duration wait, var before) ->
                    new Unavailable(joined(error, rollback), wait, before);
            case Success success -> success;
            case Fault fault -> fault;
        };
    }

    private static RunError joined(RunError error, RunError rollback) {
        return new RunError(
                error.type(),
                Told.both(
                        error.message(),
                        "; and rollback failed: "
                                + rollback.type()
                                + ": "
                                + rollback.message()
                                + (rollback.frame() == null ? "" : " at " + rollback.frame())),
                error.phase(),
                error.frame());
    }
}
