package dev.gantry.spi.run;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Collection;
import java.util.List;

/** Runs as they are handed on. Thread-safe. */
@ProviderType
public interface RunHistories {

    /**
     * Runs with their attempts, as they are now, the newest first; those that are not there are
     * left out.
     *
     * @throws GantryException {@code UNAVAILABLE} if the store cannot be read
     */
    List<RunHistory> of(Collection<String> ids);
}
