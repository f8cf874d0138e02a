package dev.gantry.spi.resilience;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What tasks call outside of Gantry. A target comes into being when it is first called or set; its
 * state is that of this node, and is shared by all runs and plugins. Thread-safe.
 */
@ProviderType
public interface Targets {

    /**
     * One call of a target begins, when it is let through.
     *
     * @return to be told how the call went
     * @throws TargetClosedException if it is not let through
     * @throws InterruptedException if this thread is interrupted while it waits for its turn
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} for a name that cannot be
     */
    Pass enter(String name) throws TargetClosedException, InterruptedException;

    /** All targets, by name. */
    List<TargetStatus> list();

    /** One of them. */
    Optional<TargetStatus> find(String name);

    /**
     * Sets how a target is spared, from the next call on; its breaker begins anew, closed. On disk
     * when this returns.
     *
     * @param expected the version that it must have, 0 for none set; empty for any
     * @throws dev.gantry.spi.run.GantryException {@code INVALID}, or {@code CONFLICT} if it has
     *     another version
     */
    TargetStatus set(String name, TargetSpec spec, OptionalLong expected);

    /**
     * Goes back to the default; its breaker begins anew, closed.
     *
     * @param expected the version that it must have; empty for any
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND} if nobody had set anything, or
     *     {@code CONFLICT} if it has another version
     */
    void unset(String name, OptionalLong expected);

    /**
     * Closes the breaker by hand.
     *
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}
     */
    TargetStatus reset(String name);

    /**
     * A call that was let through. Tell it once how the call went; later words are of no effect.
     */
    @ProviderType
    interface Pass {

        /** The target answered. */
        void succeeded();

        /** The target did not do what it shall. */
        void failed();

        /** It was stopped before the target answered, which says nothing of the target. */
        void cutOff();
    }
}
