package dev.gantry.api.task;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Work in phases, undone when a later phase fails. In each attempt: prepare, execute, commit. When
 * prepare succeeded and execute or commit failed or was stopped, rollback is called. Errors of
 * several phases are reported together, none is hidden.
 *
 * <pre>{@code
 * @TaskType(id = "page.publish", title = "Publish a page")
 * public final class Publish implements PhasedTask<Page, Path, Report> {
 *     public Path prepare(Page page, TaskContext context) throws IOException {
 *         return Files.createTempFile(page.folder(), "page", ".draft");
 *     }
 *
 *     public Report execute(Page page, Path draft, TaskContext context) throws IOException {
 *         return new Report(Files.size(Files.writeString(draft, page.text())));
 *     }
 *
 *     public void commit(Page page, Path draft, Report report, TaskContext context)
 *             throws IOException {
 *         Files.move(draft, page.file(), ATOMIC_MOVE);
 *     }
 *
 *     public void rollback(Page page, Path draft, Throwable cause, TaskContext context)
 *             throws IOException {
 *         Files.deleteIfExists(draft);
 *     }
 * }
 * }</pre>
 *
 * <p>After a crash no rollback is called, as nothing is left that could: the next attempt begins
 * with prepare, which copes with what the lost one left.
 *
 * @param <P> parameters: a record
 * @param <H> what prepare holds for the later phases; it lives in memory within one attempt
 * @param <R> result: a record, or {@link Void} for none
 */
@ConsumerType
public interface PhasedTask<P extends Record, H, R> {

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
