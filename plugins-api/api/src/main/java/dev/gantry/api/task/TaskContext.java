package dev.gantry.api.task;

import dev.gantry.api.context.WorkContext;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * The attempt that a task is called for.
 *
 * <pre>{@code
 * int from = context.resume(Done.class).map(Done::file).orElse(0); // where the attempt before was
 * for (Path file : context.track(files.subList(from, files.size()))) { // progress, and a stop
 *     context.target("archive").call(() -> store(file, context.idempotencyKey()));
 *     context.heartbeat(new Done(++from));
 * }
 * }</pre>
 */
@ProviderType
public interface TaskContext extends WorkContext {

    /** The run's id: the same in all attempts, sorts by time. */
    String runId();

    /** Which attempt this is, from 1. */
    int attempt();

    /** The tenant whose run this is. */
    String tenant();

    /** The labels that the caller gave the run. */
    Map<String, String> labels();

    /**
     * A key that is the same in all attempts of the run and of no other run, to hand to a service
     * that drops repeated requests.
     */
    String idempotencyKey();

    /**
     * Says how far the work is; shown live. Cheap: call it as often as you like.
     *
     * @param fraction from 0 to 1; values outside are cut
     * @param message what is being done, or empty
     */
    void progress(double fraction, String message);

    /** As {@link #progress(double, String)} without a message. */
    default void progress(double fraction) {
        progress(fraction, "");
    }

    /**
     * Goes through items, reporting progress and checking for cancellation before each.
     *
     * @return an iterable to be used once, which throws {@link
     *     dev.gantry.api.context.CancelledException} between two items when the run shall stop
     */
    <T> Iterable<T> track(Collection<T> items);

    /**
     * Says that the work is alive and remembers where it is. The last detail is kept with the run
     * and handed to the next attempt, also after a crash. Calls that follow each other quickly are
     * combined: the last one wins, and is stored within about a second.
     *
     * @param detail a record, as in {@link dev.gantry.api.schema}
     */
    void heartbeat(Record detail);

    /**
     * What an earlier attempt of this run last passed to {@link #heartbeat}.
     *
     * @return empty in the first attempt, when nothing was passed, or when it does not fit {@code
     *     type} any more
     */
    <T extends Record> Optional<T> resume(Class<T> type);

    /**
     * Starts a run of another task type, or finds the one that an earlier attempt of this run, or
     * this one, started under the same name: for one name there is one child, whatever happens. It
     * is on disk when this returns. When this run is over, in whatever way, a child that is not yet
     * is cancelled, unless it is detached.
     *
     * @param name unique among the children of this run; 1 to 100 characters
     * @param task the child's task type; of any plugin
     * @param params its parameters by name, with values as in {@link dev.gantry.api.schema}; of no
     *     effect where the child is there already
     * @throws TaskFailure if it cannot be started: for good if there is no such task type, if the
     *     parameters do not fit, if the child of that name is of another task type, or if runs are
     *     nested too deep; to be tried again if the queue is full
     * @throws InterruptedException if this thread is interrupted meanwhile
     * @throws dev.gantry.api.context.CancelledException if this run shall stop
     */
    Child child(String name, String task, Map<String, ?> params, ChildOptions options)
            throws TaskFailure, InterruptedException;

    /**
     * As {@link #child(String, String, Map, ChildOptions)}, with the parameters in a record of the
     * parent's own.
     */
    Child child(String name, String task, Record params, ChildOptions options)
            throws TaskFailure, InterruptedException;

    /** As {@link #child(String, String, Map, ChildOptions)}, with everything inherited. */
    default Child child(String name, String task, Map<String, ?> params)
            throws TaskFailure, InterruptedException {
        return child(name, task, params, ChildOptions.INHERITED);
    }

    /** As {@link #child(String, String, Record, ChildOptions)}, with everything inherited. */
    default Child child(String name, String task, Record params)
            throws TaskFailure, InterruptedException {
        return child(name, task, params, ChildOptions.INHERITED);
    }

    /**
     * What stands before something outside that this task calls, as {@code context.target("crm")}.
     * Name the service, not the single call: state is kept for each name, and operators say how it
     * is spared.
     *
     * @param name 1 to 100 lower-case letters, digits, dots, dashes and underscores
     */
    Guard target(String name);

    /**
     * Waits until all are over.
     *
     * @throws ChildFailure of the first in the list that did not succeed; those of others are
     *     suppressed in it
     * @throws InterruptedException if this thread is interrupted meanwhile
     * @throws dev.gantry.api.context.CancelledException if this run shall stop meanwhile
     */
    void awaitAll(Collection<? extends Child> children) throws TaskFailure, InterruptedException;
}
