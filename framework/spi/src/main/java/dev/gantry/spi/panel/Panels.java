package dev.gantry.spi.panel;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;

/** The panels of the plugins in service. Thread-safe. */
@ProviderType
public interface Panels {

    /** All panels that can be shown now, by plugin and id. */
    List<PanelInfo> list();

    /** One of them; empty if no plugin in service has it. */
    Optional<PanelInfo> find(String plugin, String id);

    /**
     * A file from the folder of a panel's module.
     *
     * @param sha256 of the revision in service: the files of another one are not there
     * @param name without a folder
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND} if there is none, {@code
     *     REFUSED} if it is too large
     */
    PanelFile file(String plugin, String id, String sha256, String name);

    /**
     * Asks the plugin for the data of a panel. Bounded in time; called on a thread that may block.
     *
     * @param query JSON object; what it does not say has its default
     * @return JSON object, {@code null} where the plugin answered with nothing
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND} if there is no such panel,
     *     {@code REFUSED} if the query does not fit its schema or the answer is too large, {@code
     *     OVERLOADED} if too many calls of it are under way, {@code UNAVAILABLE} if the plugin
     *     failed or did not answer in time
     */
    String data(String plugin, String id, String query);
}
