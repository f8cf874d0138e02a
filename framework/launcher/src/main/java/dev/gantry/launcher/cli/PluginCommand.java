package dev.gantry.launcher.cli;

import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** What is done with one plugin. */
abstract class PluginCommand extends ClientCommand {
    /** Path of all plugins. */
    static final String ALL = "/api/v1/plugins";

    @Parameters(index = "0", paramLabel = "PLUGIN", description = "Id, or name of the file.")
    String id;

    final String path() {
        return path(id);
    }

    static String path(String id) {
        return ALL + "/" + Api.escape(id);
    }

    final String version(String version) {
        return path() + "/versions/" + Api.escape(version);
    }

    final int show(JsonNode plugin, Output output) {
        output.answer(plugin, () -> PluginTable.versions(List.of(plugin), output.times(), false));
        return ExitCode.OK;
    }

    /** All plugins in one answer. */
    static ObjectNode all(Api api) {
        ObjectNode whole = Api.JSON.createObjectNode();
        ArrayNode items = whole.putArray("items");
        String cursor = null;
        do {
            JsonNode page =
                    api.get(new Query(ALL).with("limit", "1000").with("cursor", cursor).toString());
            page.path("items").forEach(items::add);
            cursor = page.path("next").asString(null);
        } while (cursor != null);
        whole.putNull("next");
        return whole;
    }

    /**
     * The version of a plugin that a person named, by its number or by at least twelve digits of
     * its SHA-256. Where two files have the number, the one that is draining is meant.
     */
    static JsonNode find(JsonNode plugin, String wanted) {
        JsonNode found = null;
        for (JsonNode version : plugin.path("versions")) {
            boolean named =
                    Nodes.text(version, "version").equals(wanted)
                            || (wanted.length() >= 12
                                    && Nodes.text(version, "sha256").startsWith(wanted));
            if (named && (found == null || Nodes.text(version, "state").equals("draining"))) {
                found = version;
            }
        }
        if (found == null) {
            throw new ApiException(
                    ExitCode.NOT_FOUND,
                    Nodes.text(plugin, "id")
                            + " has no version "
                            + wanted
                            + "; see: gantry plugin show "
                            + Nodes.text(plugin, "id"));
        }
        return found;
    }
}
