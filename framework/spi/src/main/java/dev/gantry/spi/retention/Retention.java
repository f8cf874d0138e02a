package dev.gantry.spi.retention;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long finished runs are kept. Task types without a rule of their own share the default: its
 * numbers hold for all of them together. One with a rule is counted by itself. What is set is in
 * force at once. Calls throw {@link dev.gantry.spi.run.GantryException}, {@code UNAVAILABLE} when
 * the store is away. Thread-safe.
 */
@ProviderType
public interface Retention {

    /** What holds for task types without a rule; all members are there. */
    RetentionRule defaults();

    /** The task types that have finished runs or a rule, by name. */
    List<TaskRetention> list();

    /** A task type, whether it has runs or not. */
    TaskRetention of(String task);

    /**
     * Sets the rule of a task type.
     *
     * @param expected the version that must be there, 0 for none; empty for any
     * @throws dev.gantry.spi.run.GantryException {@code CONFLICT} if another one is
     */
    TaskRetention put(String task, RetentionRule rule, OptionalLong expected, String by);

    /**
     * Takes a task type's rule away, so that the default holds.
     *
     * @param expected as for {@link #put}
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND} if it has none
     */
    void delete(String task, OptionalLong expected);

    /**
     * Deletes now what is to be deleted; waits for its end.
     *
     * @param dryRun only says what that would be
     */
    Pruning run(boolean dryRun);

    /** The last pass that was no dry run. */
    Optional<Pruning> last();
}
