package dev.gantry.spi.config;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.OptionalLong;

/**
 * The configuration of plugins. The last change wins, whether it came from a file or by a call; a
 * file is a change when it says something else than it said last. A change is on disk and in force
 * when the call returns. Every call throws {@link dev.gantry.spi.run.GantryException} {@code
 * NOT_FOUND} for a plugin that is not known. Values that the settings mark as secret are shown as
 * {@code ***}, and one that is set to that keeps its value. Thread-safe.
 */
@ProviderType
public interface PluginConfigs {

    /** As it is now. */
    PluginConfig find(String plugin);

    /**
     * Sets all values; what is left out has its default. Values equal to the present ones make no
     * new version.
     *
     * @param values a JSON object
     * @param ifVersion the version that must be there (0: none), or empty for any
     * @param by who does it
     * @throws dev.gantry.spi.run.GantryException {@code REFUSED} with the fields that fit neither
     *     the active revision nor one that waits for its configuration, or if the plugin has no
     *     settings; {@code CONFLICT} for another version
     */
    PluginConfig put(String plugin, String values, OptionalLong ifVersion, String by);

    /**
     * What it was, newest first.
     *
     * @param before only versions below; {@link Long#MAX_VALUE} for the newest
     */
    List<ConfigVersion> history(String plugin, long before, int limit);

    /**
     * Sets the values of an older version again, as a new one.
     *
     * @throws dev.gantry.spi.run.GantryException as {@link #put}, and {@code NOT_FOUND} for a
     *     version that never was
     */
    PluginConfig restore(String plugin, long version, OptionalLong ifVersion, String by);
}
