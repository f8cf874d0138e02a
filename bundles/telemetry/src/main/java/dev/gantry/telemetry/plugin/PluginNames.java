package dev.gantry.telemetry.plugin;

import java.util.Locale;
import java.util.Set;

/** What metrics of plugins are called. */
public final class PluginNames {
    /** How Gantry's own names go on after {@code gantry_plugin_}. */
    static final Set<String> TAKEN =
            Set.of(
                    "allocated",
                    "attempt",
                    "cpu",
                    "info",
                    "leaked",
                    "log",
                    "queue",
                    "running",
                    "state",
                    "swap");

    private PluginNames() {}

    /**
     * What the names of a plugin's metrics begin with: {@code gantry_plugin_files_} for {@code
     * acme.files}. It follows from the id alone. Plugins may share it, as a label tells them apart.
     */
    public static String prefix(String plugin) {
        String last = plain(plugin.substring(plugin.lastIndexOf('.') + 1));
        boolean taken = last.isEmpty() || TAKEN.contains(last.split("_")[0]);
        return "gantry_plugin_" + (taken ? plain(plugin) : last) + "_";
    }

    private static String plain(String id) {
        return id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
    }
}
