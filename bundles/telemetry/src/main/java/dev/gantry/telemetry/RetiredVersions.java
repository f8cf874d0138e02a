package dev.gantry.telemetry;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.RevisionState;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Remembers which versions of a plugin are gone, so that their series go as well: a while later, so
 * that the next scrapes still see how they ended. Thread-safe.
 */
final class RetiredVersions {
    private static final int KEPT = 5;
    private static final Duration WHILE = Duration.ofMinutes(5);

    private final BiConsumer<String, String> forgotten;
    private final Map<String, Map<String, Instant>> gone = new HashMap<>();

    /** A version of a plugin. */
    private record Version(String plugin, String version) {}

    /**
     * @param forgotten told plugin and version of what is gone for so long
     */
    RetiredVersions(BiConsumer<String, String> forgotten) {
        this.forgotten = forgotten;
    }

    void on(Event.PluginChanged change) {
        if (change.version() == null) {
            return;
        }
        List<Version> over = new ArrayList<>();
        synchronized (this) {
            Map<String, Instant> mine =
                    gone.computeIfAbsent(change.plugin(), plugin -> new LinkedHashMap<>());
            mine.remove(change.version());
            if (change.state() == RevisionState.RETIRED) {
                mine.put(change.version(), change.at());
                if (mine.size() > KEPT) {
                    String oldest = mine.keySet().iterator().next();
                    mine.remove(oldest);
                    over.add(new Version(change.plugin(), oldest));
                }
            }
        }
        forget(over);
    }

    /** Forgets those that are gone for a while. */
    void look(Instant now) {
        List<Version> over = new ArrayList<>();
        synchronized (this) {
            gone.forEach(
                    (plugin, versions) ->
                            versions.entrySet()
                                    .removeIf(
                                            version ->
                                                    old(version.getValue(), now)
                                                            && over.add(
                                                                    new Version(
                                                                            plugin,
                                                                            version.getKey()))));
            gone.values().removeIf(Map::isEmpty);
        }
        forget(over);
    }

    private static boolean old(Instant since, Instant now) {
        return !now.isBefore(since.plus(WHILE));
    }

    private void forget(List<Version> over) {
        over.forEach(version -> forgotten.accept(version.plugin, version.version));
    }
}
