package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;

/**
 * The configuration of plugins on disk, every version of it. These calls return after their commit:
 * they are rare. Thread-safe.
 */
@ProviderType
public interface ConfigStore {

    /** The newest version of each plugin, by plugin. */
    List<StoredConfig> newest();

    /** The newest version that somebody set, of each plugin that has one, by plugin. */
    List<StoredConfig> newest(String by);

    /** One version. */
    Optional<StoredConfig> find(String plugin, long version);

    /**
     * What it was, newest first.
     *
     * @param before only versions below
     */
    List<StoredConfig> history(String plugin, long before, int limit);

    /** Adds a version; {@code false} if the newest on disk is not the one before it. */
    boolean append(StoredConfig next);
}
