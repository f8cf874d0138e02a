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

    /**
     * Writes one; its last fire and run stay as they are on disk.
     *
     * @param expectedNext the next fire time that must be on disk; for a new one of no matter
     * @return completes with false, and writes nothing, if that or {@code version - 1} is not on
     *     disk
     */
    CompletableFuture<Boolean> put(StoredSchedule schedule, long expectedNext);

    /** Deletes one; completes with false if that version is not on disk. */
    CompletableFuture<Boolean> delete(String id, long version);

    /** What {@link #fire} completes with where the schedule is otherwise on disk. */
    long CONFLICT = -1;

    /**
     * Fires: stores the run and the next fire time in one transaction, so that one fire time makes
     * one run, whatever happens in between.
     *
     * @param seen what must be on disk
     * @param nextFire the fire time that follows; 0 for none. The same as before, with no {@code
     *     spec}, for a fire beside the plan, of which other nodes are told
     * @param lastFire the latest fire time served
     * @param spec JSON in place of the one on disk; {@code null} to leave it as it is
     * @param run the run; {@code null} to move on without one: the last run stays as it is
     * @return completes with {@link #CONFLICT}, and writes nothing, if something else is on disk;
     *     else with the run that is on disk, an older one where its key was known, or with 0 where
     *     there is none
     */
    CompletableFuture<Long> fire(Seen seen, long nextFire, long lastFire, String spec, NewRun run);

    /**
     * How whoever fires knows a schedule.
     *
     * @param nextFire its next fire time
     * @param lastRun its last run
     */
    record Seen(String id, long version, long nextFire, long lastRun) {}
}
