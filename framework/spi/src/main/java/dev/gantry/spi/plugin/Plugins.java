package dev.gantry.spi.plugin;

import org.osgi.annotation.versioning.ProviderType;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** What an operator does with plugins. Thread-safe. */
@ProviderType
public interface Plugins {

    /** All plugins on record, by id; files that are no plugin appear under their file name. */
    List<PluginInfo> list();

    /** One plugin by its id, or by the name of its file. */
    Optional<PluginInfo> find(String idOrFile);

    /**
     * Writes a JAR into the drop folder and waits until it is active or rejected.
     *
     * @param filename a plain file name that ends in {@code .jar}
     * @return the plugin, with the revision active
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} for a bad name; {@code CONFLICT}
     *     if the same content is there already, or other content under the same file name; {@code
     *     REFUSED} with the sentence if it was rejected, in which case the file is not left behind
     */
    PluginInfo upload(String filename, InputStream content);

    /**
     * Lets new runs go to another version that is on record and whose file is kept.
     *
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}, or {@code REFUSED} with the
     *     sentence
     */
    PluginInfo activate(String id, String version);

    /**
     * Deletes the file of a version from the drop folder: the version drains and goes. For a file
     * that is no plugin, {@code id} is the file's name and {@code version} is {@code null}.
     *
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}
     */
    PluginInfo delete(String id, String version);
}
