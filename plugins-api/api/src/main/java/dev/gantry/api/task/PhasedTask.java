package dev.gantry.api.task;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Work in phases, undone when a later phase fails. In each attempt: prepare, execute, commit. When
 * prepare succeeded and execute or commit failed or was stopped, rollback is called. Errors of
 * several phases are reported together, none is hidden.
 *
 * @param <P> parameters: a record
 * @param <H> what prepare holds for the later phases; it lives in memory within one attempt
 * @param <R> result: a record, or {@link Void} for none
 */
@ConsumerType
public interface PhasedTask<P, H, R> {

    /**
     * Checks and reserves what is needed. When it throws, nothing else is called: it undoes what it
     * did itself.
     */
    H prepare(P params, TaskContext context) throws Exception;

    /** Does the work. */
    R execute(P params, H held, TaskContext context) throws Exception;

    /** Makes the work final and frees what prepare reserved. */
    void commit(P params, H held, R result, TaskContext context) throws Exception;

    /**
     * Undoes the work. Its context is not cancelled even where the run is, so that it can finish;
     * it has a time limit of its own.
     *
     * @param cause why: what execute or commit threw, or a {@link
     *     dev.gantry.api.context.CancelledException}
     */
    void rollback(P params, H held, Throwable cause, TaskContext context) throws Exception;
}
