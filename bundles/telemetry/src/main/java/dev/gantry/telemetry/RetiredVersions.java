package dev.gantry.telemetry;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.RevisionState;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.BiConsumer;

/**
 * Remembers which versions of a plugin are gone, so that their series do not stay for ever: those
 * of the latest few do, for the scrapes to come. Thread-safe.
 */
final class RetiredVersions {
    private static final int KEPT = 5;

    private final BiConsumer<String, String> forgotten;
    private final Map<String, SequencedSet<String>> gone = new HashMap<>();

    /**
     * @param forgotten told plugin and version of what is gone for long
     */
    RetiredVersions(BiConsumer<String, String> forgotten) {
        this.forgotten = forgotten;
    }

    void on(Event.PluginChanged change) {
        if (change.version() == null) {
            return;
        }
        String oldest = null;
        synchronized (this) {
            SequencedSet<String> mine =
                    gone.computeIfAbsent(change.plugin(), plugin -> new LinkedHashSet<>());
            mine.remove(change.version());
            if (change.state() == RevisionState.RETIRED) {
                mine.addLast(change.version());
                oldest = mine.size() > KEPT ? mine.removeFirst() : null;
            }
        }
        if (oldest != null) {
            forgotten.accept(change.plugin(), oldest);
        }
    }
}
