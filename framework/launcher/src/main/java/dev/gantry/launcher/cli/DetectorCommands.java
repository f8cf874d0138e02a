package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry detector}. */
@Command(
        name = "detector",
        description = "See what checks can be made of.",
        subcommands = {DetectorCommands.ListDetectors.class, DetectorCommands.Show.class})
final class DetectorCommands implements Runnable {
    private static final String PATH = "/api/v1/detectors";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", description = "List detector types.")
    static final class ListDetectors extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get(PATH + "?limit=1000");
            output.answer(answer, () -> lines(answer));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer) {
            Table table = new Table("DETECTOR", "TITLE", "PLUGIN", "VERSION", "WHY NOT");
            for (JsonNode detector : answer.path("items")) {
                table.row(
                        Nodes.text(detector, "type"),
                        Nodes.text(detector, "title"),
                        Nodes.text(detector.path("plugin"), "id"),
                        Nodes.text(detector.path("plugin"), "version"),
                        Nodes.text(detector, "reason"));
            }
            return table.lines();
        }
    }

    @Command(name = "show", description = "Show a detector type and its configuration.")
    static final class Show extends ClientCommand implements Watched {
        @Parameters(paramLabel = "DETECTOR", description = "Detector type.")
        private String type;

        @Override
        int call(Api api, Output output) {
            JsonNode detector = api.get(PATH + "/" + Api.escape(type));
            output.answer(detector, () -> lines(detector));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode detector) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("Detector", Nodes.text(detector, "type"));
            fields.put("Title", Nodes.text(detector, "title"));
            fields.put("Description", Nodes.text(detector, "description"));
            JsonNode plugin = detector.path("plugin");
            fields.put("Plugin", Nodes.text(plugin, "id") + " " + Nodes.text(plugin, "version"));
            fields.put("Not there", Nodes.text(detector, "reason"));
            List<String> lines = new ArrayList<>(Output.fields(fields));
            lines.add("");
            lines.addAll(TaskCommands.Show.parameters(detector.path("config")));
            return lines;
        }
    }
}
