package dev.gantry.spi.run;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * How people steer runs that are there. What a call decides is on disk and in force when it
 * returns. All calls may block for a commit, and throw {@link GantryException}: {@code NOT_FOUND}
 * for an unknown run or task type, {@code CONFLICT} where it contradicts the present state, {@code
 * UNAVAILABLE} when the store cannot be written. Thread-safe.
 */
@ProviderType
public interface RunControl {

    /** The queues, the one that goes first first. */
    List<QueueInfo> queues();

    /** All pauses, the oldest first. */
    List<Pause> pauses();

    /**
     * Holds runs back. A pause that is there already keeps its time, and takes the new reason.
     *
     * @param name task type, tenant, queue ({@code gold}, {@code silver}, {@code bronze}) or id of
     *     a run that is not finished
     * @param reason at most 500 characters are kept; blank for none given
     */
    Pause pause(Pause.Scope scope, String name, String reason, String by);

    /**
     * Ends a pause.
     *
     * @return the pause that was
     */
    Pause resume(Pause.Scope scope, String name, String by);

    /** Changes a run that has not started; {@code CONFLICT} once an attempt began. */
    Run change(String id, RunChange change);

    /**
     * Lets a run that waits for its next attempt begin it without the rest of that wait, as soon as
     * there is room. The attempts that are left are as many as before. {@code CONFLICT} for a run
     * that had no attempt, does not wait for a time, or is finished.
     */
    Run retry(String id);

    /**
     * Stops a run at once and without clean-up: its task is interrupted, rollback is not called,
     * and whatever the attempt still does is not recorded.
     *
     * @param reason why, or {@code null}
     */
    Run terminate(String id, String reason);

    /**
     * Makes a new run with what a finished one was given: task, parameters, labels, tenant, service
     * class, priority, timeout and retry policy. A dead letter is handled by that.
     *
     * @param idempotencyKey at most one run is made for one key; {@code null} for none
     * @return a stage that fails as that of {@link Runs#submit}
     */
    CompletionStage<Runs.Submitted> rerun(String id, String idempotencyKey, String by);

    /**
     * Handles a dead letter without another run.
     *
     * @param reason why, or {@code null}
     */
    Run dismiss(String id, String reason, String by);

    /** Does one thing to all runs that match, or tells which these are. */
    BulkResult bulk(BulkRequest request);
}
