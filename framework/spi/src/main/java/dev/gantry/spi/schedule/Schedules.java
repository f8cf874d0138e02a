package dev.gantry.spi.schedule;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Schedules. What becomes of a fire time that was missed while Gantry was down, or that comes while
 * a run of the schedule is open, is up to the schedule's {@link FireRules}. Thread-safe. All
 * changes are on disk when a call returns. Fields in errors are named by their place in the
 * specification, as the API writes it.
 */
@ProviderType
public interface Schedules {

    /** All, by id. */
    List<Schedule> list();

    /**
     * The next ones, by id.
     *
     * @param after the id of the one before, or {@code null} to begin with the first
     * @param limit how many at most, 1 or more
     */
    List<Schedule> list(String after, int limit);

    /** One. */
    Optional<Schedule> find(String id);

    /**
     * Whether there is one that cannot be read, and is therefore not found. It may be of any
     * tenant; {@link #put} replaces it.
     */
    boolean unreadable(String id);

    /**
     * Makes or replaces a schedule.
     *
     * @param id lower-case letters, digits, dots and dashes, at most 100
     * @param ifVersion the version that {@link #find} must show (0: none), or empty for any
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} for a bad id or expression, {@code
     *     REFUSED} for parameters that do not fit and for a calendar that is not there, {@code
     *     CONFLICT} for another version
     */
    Schedule put(String id, ScheduleSpec spec, OptionalLong ifVersion);

    /**
     * Deletes one, also one that cannot be read.
     *
     * @param ifVersion the version that {@link #find} must show (0: none), or empty for any
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}; {@code CONFLICT} for another
     *     version
     */
    void delete(String id, OptionalLong ifVersion);

    /**
     * Stops firing. What waits for an open run goes on waiting. Without effect on one that is
     * paused. Throws {@code NOT_FOUND}.
     *
     * @param note why, may be empty, at most 500 characters
     * @param by who, at most 100 characters
     */
    Schedule pause(String id, String note, String by);

    /** Fires again, from now on; throws {@code NOT_FOUND}. */
    Schedule resume(String id);

    /**
     * Starts a run now, beside the plan and whatever runs; throws {@code NOT_FOUND}.
     *
     * @return the run's id
     */
    String fire(String id);

    /** The next fire times, none when paused; throws {@code NOT_FOUND}. */
    List<Instant> upcoming(String id, int count);

    /**
     * The fire times of a schedule, paused or not; throws {@code NOT_FOUND}.
     *
     * @param from only later ones; {@code null} for now
     * @param count at most so many, 1 to 1000
     */
    Preview preview(String id, Instant from, int count);

    /**
     * The fire times that a specification would have if it were put under an id at {@code from}, or
     * now where that is {@code null}; nothing is stored. Throws as {@link #put}; a specification
     * with an empty task is taken.
     *
     * @param id of the schedule; jitter depends on it
     */
    Preview preview(String id, ScheduleSpec spec, Instant from, int count);

    /**
     * Makes the runs of the fire times from {@code from} to {@code to}, both included. A fire time
     * that has a run of this schedule makes no other one, so the call may be repeated. Unless runs
     * may overlap, they start one after the other.
     *
     * @param dryRun only tells which fire times those are
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}; {@code INVALID} for a range
     *     that ends in the future, holds more than 1,000 fire times, or for a schedule without fire
     *     times of its own
     */
    Backfill backfill(String id, Instant from, Instant to, boolean dryRun);

    /** All calendars, by name. */
    List<CalendarInfo> calendars();
}
