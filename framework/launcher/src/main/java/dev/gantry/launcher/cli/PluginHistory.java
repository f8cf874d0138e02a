package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** {@code gantry plugin history}. */
@Command(name = "history", description = "Say what happened to a plugin, and who decided it.")
final class PluginHistory extends PluginCommand implements Watched {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How much, newest first; 20.")
    private int limit;

    @Override
    int call(Api api, Output output) {
        JsonNode history = api.get(path() + "/history?limit=" + limit);
        output.answer(history, () -> lines(history, output.times()));
        return ExitCode.OK;
    }

    static List<String> lines(JsonNode history, Times times) {
        Table table = new Table("WHEN", "WHAT", "VERSION", "BY", "TEXT");
        for (JsonNode note : history.path("items")) {
            table.row(
                    times.relative(Nodes.text(note, "at")),
                    Nodes.text(note, "what"),
                    Nodes.text(note, "version"),
                    Nodes.text(note, "by"),
                    Nodes.text(note, "text"));
        }
        return table.lines();
    }
}
