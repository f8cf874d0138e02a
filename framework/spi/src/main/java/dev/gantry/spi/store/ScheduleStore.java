package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Schedules on disk. Futures as in {@link RunStore}. Thread-safe. */
@ProviderType
public interface ScheduleStore {

    /** All schedules, by id. */
    List<StoredSchedule> schedules();

    /** One as it is on disk. */
    default Optional<StoredSchedule> find(String id) {
        return schedules().stream().filter(schedule -> schedule.id().equals(id)).findFirst();
    }

    /** Writes one; completes with false if the version on disk is not {@code version - 1}. */
    CompletableFuture<Boolean> put(StoredSchedule schedule);

    /** Deletes one; completes with false if that version is not on disk. */
    CompletableFuture<Boolean> delete(String id, long version);

    /** What {@link #fire} completes with where another fire time is on disk. */
    long CONFLICT = -1;

    /**
     * Fires: stores the run and the next fire time in one transaction, so that one fire time makes
     * one run, whatever happens in between.
     *
     * @param expectedNext the next fire time that must be on disk
     * @param nextFire the one that follows; 0 for none. The same as {@code expectedNext} for a fire
     *     beside the plan
     * @param lastFire the latest fire time served
     * @param spec JSON in place of the one on disk; {@code null} to leave it as it is
     * @param run the run; {@code null} to move on without one: the last run stays as it is
     * @return completes with {@link #CONFLICT}, and writes nothing, if another fire time is on
     *     disk; else with the run that is on disk, an older one where its key was known, or with 0
     *     where there is none
     */
    CompletableFuture<Long> fire(
            String id, long expectedNext, long nextFire, long lastFire, String spec, NewRun run);
}
