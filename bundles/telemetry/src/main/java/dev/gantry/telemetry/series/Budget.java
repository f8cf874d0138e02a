package dev.gantry.telemetry.series;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many series plugins have, and who was told that there are too many. Under the lock of the
 * book.
 */
final class Budget {
    private static final Logger LOG = LoggerFactory.getLogger(Budget.class);

    private static final int OF_AUTHOR = 2;

    private final int perPlugin;
    private final Map<String, Integer> ofPlugins = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    Budget(int perPlugin) {
        this.perPlugin = perPlugin;
    }

    /** Whether a plugin may have no further series. */
    boolean spent(String plugin) {
        return plugin != null && ofPlugins.getOrDefault(plugin, 0) >= perPlugin;
    }

    void take(String plugin) {
        if (plugin != null) {
            ofPlugins.merge(plugin, 1, Integer::sum);
        }
    }

    void giveBack(String plugin) {
        if (plugin != null) {
            ofPlugins.computeIfPresent(plugin, (its, count) -> count > 1 ? count - 1 : null);
            told.remove(plugin);
        }
    }

    /** A metric has as many series as it may; said once. */
    void full(Family family, String plugin) {
        if (family.toldNobody()) {
            Map.Entry<String, Integer> widest = family.widest(plugin == null ? 0 : OF_AUTHOR);
            LOG.warn(
                    "{}{} has {} combinations of {}, which is the limit gantry.metrics.series; the"
                            + " label {} has {} values. What comes later is counted as {}: use"
                            + " fewer values for that label",
                    family.name(),
                    plugin == null ? "" : " of plugin " + plugin,
                    family.size(),
                    family.labels(),
                    widest.getKey(),
                    widest.getValue(),
                    Book.OTHER);
        }
    }

    /** A plugin has as many series as it may; said once. */
    void overspent(String plugin, Collection<Family> families) {
        if (!told.add(plugin)) {
            return;
        }
        Family largest = null;
        for (Family family : families) {
            if (of(family, plugin) && (largest == null || family.size() > largest.size())) {
                largest = family;
            }
        }
        Map.Entry<String, Integer> widest =
                largest == null ? Map.entry("", 0) : largest.widest(OF_AUTHOR);
        LOG.warn(
                "Plugin {} has {} series, which is the limit gantry.metrics.plugin.series; most"
                        + " has {}, where the label {} has {} values. What comes later is counted"
                        + " as {}, or not at all: use fewer values for that label",
                plugin,
                perPlugin,
                largest == null ? "nothing" : largest.name(),
                widest.getKey(),
                widest.getValue(),
                Book.OTHER);
    }

    private static boolean of(Family family, String plugin) {
        return Arrays.stream(family.cells())
                .map(cell -> cell.place().values())
                .anyMatch(values -> !values.isEmpty() && values.getFirst().equals(plugin));
    }
}
