package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Collection;

/**
 * What is kept of runs in files beside the store: their logs, their large parameters and results.
 * Who removes runs removes their files, by all services of this type, once the runs are gone; and
 * now and then all that is older than the oldest run, which a crash in between leaves. Every call
 * throws {@link dev.gantry.spi.run.GantryException} {@code UNAVAILABLE} if the disk refuses.
 * Thread-safe.
 */
@ProviderType
public interface RunFiles {

    /**
     * Removes all that is kept of runs; those of which there is nothing make no difference. Hand
     * over many at once.
     */
    void delete(Collection<Long> runs);

    /** Removes what is kept of all runs whose ids are below {@code run}, within a minute of it. */
    void deleteBefore(long run);
}
