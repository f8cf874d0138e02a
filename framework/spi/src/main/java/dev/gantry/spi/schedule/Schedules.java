package dev.gantry.spi.schedule;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Schedules. A fire time missed while Gantry was down, or while the schedule could not be served,
 * is made up for once. Thread-safe. All changes are on disk when a call returns.
 */
@ProviderType
public interface Schedules {

    /** All, by id. */
    List<Schedule> list();

    /** One. */
    Optional<Schedule> find(String id);

    /**
     * Makes or replaces a schedule.
     *
     * @param id lower-case letters, digits, dots and dashes, at most 100
     * @param ifVersion the version that must be there (0: none), or empty for any
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} for a bad id or expression, {@code
     *     REFUSED} for parameters that do not fit, {@code CONFLICT} for another version
     */
    Schedule put(String id, ScheduleSpec spec, OptionalLong ifVersion);

    /** Deletes one; throws {@code NOT_FOUND}. */
    void delete(String id);

    /** Stops firing; throws {@code NOT_FOUND}. */
    Schedule pause(String id);

    /** Fires again, from now on; throws {@code NOT_FOUND}. */
    Schedule resume(String id);

    /**
     * Starts a run now, beside the plan; throws {@code NOT_FOUND}.
     *
     * @return the run's id
     */
    String fire(String id);

    /** The next fire times; throws {@code NOT_FOUND}. */
    List<Instant> upcoming(String id, int count);
}
