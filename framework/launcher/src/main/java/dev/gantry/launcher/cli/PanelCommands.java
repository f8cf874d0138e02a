package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry panel}. */
@Command(
        name = "panel",
        description = "See what plugins show in the console.",
        subcommands = {PanelCommands.ListPanels.class, PanelCommands.Data.class})
final class PanelCommands implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", description = "List the panels of the plugins in service.")
    static final class ListPanels extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get("/api/v1/panels?limit=1000");
            output.answer(answer, () -> lines(answer));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer) {
            Table table = new Table("PANEL", "VERSION", "TITLE", "PLACE", "REFRESH");
            for (JsonNode panel : answer.path("items")) {
                JsonNode plugin = panel.path("plugin");
                table.row(
                        Nodes.text(plugin, "id") + "/" + Nodes.text(panel, "id"),
                        Nodes.text(plugin, "version"),
                        Nodes.text(panel, "title"),
                        Nodes.text(panel, "place"),
                        Nodes.text(panel, "refresh"));
            }
            return table.lines();
        }
    }

    @Command(name = "data", description = "Ask a panel for its data, as the console does.")
    static final class Data extends ClientCommand {
        @Parameters(paramLabel = "PLUGIN/PANEL", description = "As list shows it.")
        private String panel;

        @Option(
                names = {"-p", "--param"},
                paramLabel = "NAME=VALUE",
                description = "What to ask for: JSON where it reads as JSON, else text.")
        private Map<String, String> param = new LinkedHashMap<>();

        @Override
        int call(Api api, Output output) throws IOException {
            int at = panel.indexOf('/');
            if (at < 1) {
                throw new ApiException(
                        ExitCode.USAGE,
                        panel + " names no panel: write it as PLUGIN/PANEL; gantry panel list");
            }
            JsonNode answer =
                    api.get(
                            "/api/v1/panels/"
                                    + Api.escape(panel.substring(0, at))
                                    + "/"
                                    + Api.escape(panel.substring(at + 1))
                                    + "/data?query="
                                    + Api.escape(Payload.object(null, param).toString()));
            output.answer(answer, () -> List.of(answer.toPrettyString()));
            return ExitCode.OK;
        }
    }
}
