package dev.gantry.spi.plugin;

import org.osgi.annotation.versioning.ProviderType;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * What an operator does with plugins. All decisions are on disk when a call returns; they survive
 * restarts and new drops. Thread-safe.
 *
 * <p>A {@code version} names one of the plugin's versions, or a revision by at least twelve digits
 * of its SHA-256. {@code by} is who decides, for the record. Every call may throw {@link
 * dev.gantry.spi.run.GantryException} {@code NOT_FOUND}, and {@code UNAVAILABLE} when Gantry stops.
 */
@ProviderType
public interface Plugins {

    /** All plugins on record, by id; files that are no plugin appear under their file name. */
    List<PluginInfo> list();

    /** One plugin by its id, or by the name of its file. */
    Optional<PluginInfo> find(String idOrFile);

    /**
     * Writes a JAR into the drop folder and waits until it is active, held back or rejected.
     *
     * @param filename a plain file name that ends in {@code .jar}
     * @param override lets it in although it breaks what is in service
     * @return the plugin, with the revision active, or staged where an operator's decision holds it
     *     back
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} for a bad name; {@code CONFLICT}
     *     if the same content is there already, or other content under the same file name; {@code
     *     REFUSED} with the sentence if it was rejected, in which case the file is not left behind,
     *     unless it only lacks its configuration and will become active with that
     */
    PluginInfo upload(String filename, InputStream content, boolean override, String by);

    /** What would happen if this file were dropped; nothing happens, none of its code runs. */
    PluginPlan plan(String filename, InputStream content);

    /**
     * Lets new runs go to another version that is on record and whose file is kept. A canary that
     * is under way ends. A pin moves along.
     *
     * @param canary how to try it first; {@code null} for all new runs at once
     * @param override lets it in although it breaks what is in service, or was quarantined
     * @throws dev.gantry.spi.run.GantryException {@code REFUSED} with the sentence; {@code
     *     CONFLICT} where there is nothing in service to compare a canary with
     */
    PluginInfo activate(String id, String version, CanarySpec canary, boolean override, String by);

    /**
     * Lets new runs go back to the version that was in service before, or ends a canary.
     *
     * @throws dev.gantry.spi.run.GantryException {@code CONFLICT} if there is none
     */
    PluginInfo rollBack(String id, String by);

    /** Gives all new runs to the canary now; {@code CONFLICT} if there is none. */
    PluginInfo promote(String id, String by);

    /**
     * Keeps a version in service until it is unpinned, whatever is dropped.
     *
     * @param version {@code null} for the one in service
     */
    PluginInfo pin(String id, String version, String by);

    /** Ends a pin; the newest version that was held back becomes active. */
    PluginInfo unpin(String id, String by);

    /** Takes a plugin out of service until it is enabled; its runs are blocked, with the reason. */
    PluginInfo disable(String id, String by);

    /** Brings a disabled plugin back. */
    PluginInfo enable(String id, String by);

    /**
     * Limits how many attempts of a plugin run at one time.
     *
     * @param attempts 0 for no limit
     */
    PluginInfo limit(String id, int attempts, String by);

    /**
     * Ends the draining of a version now: what runs on it is stopped and, without using up an
     * attempt, begins again on the version in service.
     *
     * @throws dev.gantry.spi.run.GantryException {@code CONFLICT} if it is not draining
     */
    PluginInfo force(String id, String version, String by);

    /**
     * Deletes the file of a version from the drop folder: the version drains and goes. For a file
     * that is no plugin, {@code id} is the file's name and {@code version} is {@code null}.
     */
    PluginInfo delete(String id, String version);

    /**
     * What happened to a plugin, newest first.
     *
     * @param before only notes with a smaller id; {@link Long#MAX_VALUE} for the newest
     */
    List<PluginNote> history(String id, long before, int limit);
}
