package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry plugin show}. */
@Command(name = "show", description = "Show all of a plugin: versions, drain, canary, history.")
final class PluginShow extends PluginCommand implements Watched {
    private static final int TAIL = 5;

    @Override
    int call(Api api, Output output) {
        JsonNode plugin = api.get(path());
        output.answer(plugin, () -> lines(api, plugin, output.times()));
        return ExitCode.OK;
    }

    private List<String> lines(Api api, JsonNode plugin, Times times) {
        List<String> lines = new ArrayList<>(PluginText.fields(plugin, times));
        lines.add("");
        lines.addAll(PluginTable.versions(List.of(plugin), times, true));
        List<String> leaving = PluginText.leaving(plugin, times);
        if (!leaving.isEmpty()) {
            lines.add("");
            lines.addAll(leaving);
        }
        JsonNode history = api.get(path() + "/history?limit=" + TAIL);
        if (!history.path("items").isEmpty()) {
            lines.add("");
            lines.addAll(PluginHistory.lines(history, times));
        }
        if (verbose) {
            plugin.path("versions").forEach(version -> detail(version, lines));
        }
        return lines;
    }

    private static void detail(JsonNode version, List<String> lines) {
        lines.add("");
        lines.add(
                Nodes.text(version, "version")
                        + " "
                        + Nodes.text(version, "file")
                        + " sha256 "
                        + Nodes.text(version, "sha256"));
        Map<String, String> trust = new LinkedHashMap<>();
        PluginTrust.put(trust, version);
        Output.fields(trust).forEach(line -> lines.add("  " + line));
        Nodes.text(version, "detail").lines().forEach(line -> lines.add("  " + line));
    }
}
