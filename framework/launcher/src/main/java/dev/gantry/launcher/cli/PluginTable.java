package dev.gantry.launcher.cli;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** Versions of plugins in a table. */
final class PluginTable {
    private PluginTable() {}

    /**
     * The table.
     *
     * @param all whether retired versions are in it
     */
    static List<String> versions(Iterable<JsonNode> plugins, Times times, boolean all) {
        Table table = new Table("PLUGIN", "VERSION", "STATE", "SINCE", "OFFERS", "WHY");
        for (JsonNode plugin : plugins) {
            for (JsonNode version : plugin.path("versions")) {
                if (!all && Nodes.text(version, "state").equals("retired")) {
                    continue;
                }
                table.row(
                        Nodes.text(plugin, "id"),
                        Nodes.text(version, "version"),
                        state(plugin, version),
                        times.relative(Nodes.text(version, "since")),
                        offers(version),
                        why(plugin, version));
            }
        }
        return table.lines();
    }

    /** What a version or a plan brings. */
    static String offers(JsonNode node) {
        List<String> offers = new ArrayList<>(Nodes.texts(node.path("tasks")));
        offers.addAll(Nodes.texts(node.path("detectors")));
        return String.join(", ", offers);
    }

    /** A state with what a person wants to know at a glance. */
    private static String state(JsonNode plugin, JsonNode version) {
        String state = Nodes.text(version, "state");
        boolean idle = state.equals("active") || state.equals("staged");
        if (idle && plugin.has("enabled") && !plugin.path("enabled").asBoolean(true)) {
            return state + ", disabled";
        }
        return switch (state) {
            case "canary" -> onTrial(plugin, version) ? state + " " + share(plugin) : state;
            case "draining" -> state + left(version.path("drain"));
            case "staged" ->
                    Nodes.text(version, "reason").isEmpty() ? state : state + ", held back";
            case "active" -> pinned(plugin, version) ? state + ", pinned" : state;
            default -> state;
        };
    }

    private static boolean pinned(JsonNode plugin, JsonNode version) {
        return !Nodes.text(plugin, "pinned").isEmpty()
                && plugin.path("pinned").equals(version.path("version"));
    }

    private static String why(JsonNode plugin, JsonNode version) {
        String reason = Nodes.text(version, "reason");
        if (reason.isEmpty()) {
            reason = Nodes.text(version.path("drain"), "reason");
        }
        if (reason.isEmpty() && onTrial(plugin, version)) {
            reason = Nodes.text(plugin.path("canary"), "verdict");
        }
        return reason.isEmpty() ? Nodes.text(version, "leak") : reason;
    }

    private static boolean onTrial(JsonNode plugin, JsonNode version) {
        String sha256 = Nodes.text(plugin.path("canary"), "sha256");
        return !sha256.isEmpty() && sha256.equals(Nodes.text(version, "sha256"));
    }

    private static String share(JsonNode plugin) {
        return Nodes.text(plugin.path("canary"), "percent") + "%";
    }

    private static String left(JsonNode drain) {
        long left = drain.path("leases").asLong(0) + drain.path("waiting").asLong(0);
        return drain.isObject() ? ", " + left + " left" : "";
    }
}
