package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code gantry plugin usage}. */
@Command(name = "usage", description = "Say what each version did and what it took.")
final class PluginUsage extends ClientCommand implements Watched {
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

    @Parameters(
            paramLabel = "PLUGIN",
            arity = "0..1",
            description = "Id, or name of the file; else all plugins.")
    private String id;

    @Override
    int call(Api api, Output output) {
        List<String> ids = new ArrayList<>();
        if (id == null) {
            PluginCommand.all(api).path("items").forEach(each -> ids.add(Nodes.text(each, "id")));
        } else {
            ids.add(id);
        }
        ObjectNode answer = Api.JSON.createObjectNode();
        ArrayNode items = answer.putArray("items");
        ids.forEach(each -> collect(api.get(PluginCommand.path(each)), items));
        output.answer(answer, () -> lines(items));
        return ExitCode.OK;
    }

    private static void collect(JsonNode plugin, ArrayNode items) {
        for (JsonNode version : plugin.path("versions")) {
            ObjectNode item = items.addObject();
            item.put("plugin", Nodes.text(plugin, "id"));
            for (String field : List.of("version", "sha256", "state", "usage")) {
                item.set(field, version.path(field).isMissingNode() ? null : version.get(field));
            }
        }
    }

    private static List<String> lines(ArrayNode items) {
        Table table =
                new Table(
                        "PLUGIN",
                        "VERSION",
                        "STATE",
                        "ATTEMPTS",
                        "SUCCEEDED",
                        "FAILED",
                        "LOST",
                        "ABANDONED",
                        "TIME",
                        "QUEUED",
                        "CPU",
                        "ALLOCATED",
                        "LOGGED");
        for (JsonNode item : items) {
            JsonNode usage = item.path("usage");
            table.row(
                    Nodes.text(item, "plugin"),
                    Nodes.text(item, "version"),
                    Nodes.text(item, "state"),
                    Nodes.text(usage, "attempts"),
                    Nodes.text(usage, "succeeded"),
                    Nodes.text(usage, "failed"),
                    Nodes.text(usage, "lost"),
                    Nodes.text(usage, "abandoned"),
                    seconds(usage.path("attemptSeconds")),
                    seconds(usage.path("queueSeconds")),
                    seconds(usage.path("cpuSeconds")),
                    bytes(usage.path("allocatedBytes")),
                    bytes(usage.path("logBytes")));
        }
        return table.lines();
    }

    private static String seconds(JsonNode number) {
        return number.isNumber()
                ? String.format(Locale.ROOT, "%.1fs", number.doubleValue())
                : Nodes.text(number);
    }

    private static String bytes(JsonNode number) {
        if (!number.isNumber()) {
            return Nodes.text(number);
        }
        double value = number.doubleValue();
        int unit = 0;
        while (value >= 1024 && unit < UNITS.size() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(
                Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS.get(unit));
    }
}
