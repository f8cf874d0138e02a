package dev.gantry.api.task;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A run that a task started through its context. While a task waits for it, the task's place among
 * the runs that are worked on is given to others. Valid as long as the context; thread-safe.
 *
 * <pre>{@code
 * Child sums = context.child("sums", "files.checksum", Map.of("directory", folder));
 * Report report = sums.await(Report.class);
 * }</pre>
 */
@ProviderType
public interface Child {

    /** What the parent calls it: unique among its children. */
    String name();

    /** The child's task type. */
    String task();

    /** The child's id. */
    String runId();

    /** Whether it is over. Does not wait. */
    boolean finished();

    /**
     * Waits until it is over.
     *
     * @param type a record that its result fits; members that the record does not have are left out
     * @return its result
     * @throws ChildFailure if it ended in any other way than success
     * @throws TaskFailure if its result does not fit
     * @throws InterruptedException if this thread is interrupted meanwhile
     * @throws dev.gantry.api.context.CancelledException if the parent shall stop meanwhile
     */
    <R extends Record> R await(Class<R> type) throws TaskFailure, InterruptedException;

    /** As {@link #await(Class)}, where the result is not wanted. */
    void await() throws TaskFailure, InterruptedException;

    /**
     * Asks it to stop; without effect when it is over.
     *
     * @param reason for a person
     */
    void cancel(String reason);
}
