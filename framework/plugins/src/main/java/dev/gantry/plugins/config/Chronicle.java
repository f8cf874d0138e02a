package dev.gantry.plugins.config;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.PluginChange;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredConfig;
import dev.gantry.spi.store.StoredNote;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Tells of changes: in the log, in the plugin's history and as an event. */
record Chronicle(Events events, PluginStore plugins) {
    private static final Logger LOG = LoggerFactory.getLogger(Chronicle.class);
    private static final String WHAT = "configured";

    /**
     * A configuration was changed.
     *
     * @param before the values until then
     */
    void changed(StoredConfig now, String before) {
        String text =
                "version "
                        + now.version()
                        + " of its configuration, set by "
                        + now.by()
                        + difference(Values.tree(before), Values.tree(now.body()));
        LOG.info("{}: {}", now.plugin(), text);
        try {
            plugins.save(
                    new PluginChange(
                            List.of(),
                            Map.of(),
                            List.of(),
                            List.of(
                                    new StoredNote(
                                            0,
                                            now.at(),
                                            now.plugin(),
                                            null,
                                            null,
                                            WHAT,
                                            text,
                                            now.by()))));
        } catch (GantryException e) {
            LOG.warn("{}: this is missing in its history: {}", now.plugin(), e.getMessage());
        }
        events.publish(
                new Event.PluginNoted(
                        Instant.ofEpochMilli(now.at()), now.plugin(), null, null, WHAT, text));
    }

    private static String difference(ObjectNode before, ObjectNode now) {
        TreeSet<String> keys = new TreeSet<>(before.propertyNames());
        keys.addAll(now.propertyNames());
        keys.removeIf(key -> Objects.equals(before.get(key), now.get(key)));
        return keys.isEmpty() ? "" : ": " + String.join(", ", keys);
    }
}
