package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Schedules on disk. Futures as in {@link RunStore}. Thread-safe. */
@ProviderType
public interface ScheduleStore {

    /** All schedules, by id. */
    List<StoredSchedule> schedules();

    /** Writes one; completes with false if the version on disk is not {@code version - 1}. */
    CompletableFuture<Boolean> put(StoredSchedule schedule);

    /** Deletes one; completes with false if there is none. */
    CompletableFuture<Boolean> delete(String id);

    /**
     * Fires: stores the run and the next fire time in one transaction, so that one fire time makes
     * one run, whatever happens in between.
     *
     * @param expectedNext the next fire time that must be on disk
     * @param nextFire the one that follows; 0 for none. The same as {@code expectedNext} for a fire
     *     beside the plan
     * @param run the run; {@code null} to move on without one: last fire and last run stay as they
     *     are
     * @return completes with false, and writes nothing, if another fire time is on disk
     */
    CompletableFuture<Boolean> fire(
            String id, long expectedNext, long nextFire, long nominal, NewRun run);
}
