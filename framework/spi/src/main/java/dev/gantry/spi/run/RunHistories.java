package dev.gantry.spi.run;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Collection;
import java.util.List;

/** Runs as they are handed on. Thread-safe. */
@ProviderType
public interface RunHistories {

    /**
     * Runs with their attempts, the newest first; those that are not there are left out. What of
     * them is large is read with each of them, so that memory need hold one at a time.
     *
     * @throws GantryException {@code UNAVAILABLE} if the store cannot be read
     */
    List<Found> of(Collection<String> ids);

    /** A run that is there. */
    interface Found {

        /**
         * The run as it is now; parameters and a result that cannot be read are a link.
         *
         * @throws GantryException {@code UNAVAILABLE} if the store cannot be read
         */
        RunHistory shown();

        /**
         * The same with all that it has.
         *
         * @throws GantryException {@code UNAVAILABLE} if the store, parameters or a result cannot
         *     be read
         */
        RunHistory whole();
    }
}
