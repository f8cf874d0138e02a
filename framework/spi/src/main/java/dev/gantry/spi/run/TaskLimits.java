package dev.gantry.spi.run;

import org.osgi.annotation.versioning.ProviderType;

import java.util.OptionalLong;

/**
 * Limits of task types. A change is on disk and in force when a call returns; what runs goes on.
 * All throw {@link GantryException} {@code NOT_FOUND} for a task type that no plugin ever offered.
 * Thread-safe.
 */
@ProviderType
public interface TaskLimits {

    /** What is in force for a task type. */
    TaskLimitInfo find(String task);

    /**
     * Sets the limits.
     *
     * @param ifVersion the version that must be there (0: none), or empty for any
     * @throws GantryException {@code CONFLICT} for another version
     */
    TaskLimitInfo put(String task, TaskLimit limit, OptionalLong ifVersion);

    /**
     * Takes the limits away.
     *
     * @throws GantryException {@code NOT_FOUND} if there are none, {@code CONFLICT} for another
     *     version
     */
    void delete(String task, OptionalLong ifVersion);
}
