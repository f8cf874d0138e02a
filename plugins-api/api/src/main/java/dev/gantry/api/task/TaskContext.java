package dev.gantry.api.task;

import dev.gantry.api.context.WorkContext;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The attempt that a task is called for. */
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
}
