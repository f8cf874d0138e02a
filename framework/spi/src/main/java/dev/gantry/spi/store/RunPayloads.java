package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The files with large parameters and results, for whoever looks after the store that refers to
 * them. Thread-safe.
 */
@ProviderType
public interface RunPayloads {

    /**
     * Reads all files that a store refers to, and counts those that it does not. Work may go on
     * meanwhile: what is removed with its run is not told as damage. Needs little memory, however
     * many there are.
     *
     * @throws dev.gantry.spi.run.GantryException {@code UNAVAILABLE} if the store, or the folder as
     *     a whole, cannot be read
     */
    PayloadCheck check(PayloadRows rows);
}
