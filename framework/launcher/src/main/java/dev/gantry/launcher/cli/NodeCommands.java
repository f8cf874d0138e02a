package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** {@code gantry node}. */
@Command(
        name = "node",
        description = "See the nodes that share a store.",
        subcommands = {NodeCommands.ListAll.class})
final class NodeCommands implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", description = "List the nodes, with who leads and what waits on them.")
    static final class ListAll extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode nodes = api.get("/api/v1/nodes");
            output.answer(nodes, () -> lines(nodes));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode nodes) {
            if (nodes.path("items").isEmpty()) {
                return List.of("There is one node: its store, SQLite, is not shared.");
            }
            Table table = new Table("NAME", "STATE", "SLOTS", "FREE", "WAITING", "CLOCK", "URL");
            for (JsonNode node : nodes.path("items")) {
                String state = node.path("alive").asBoolean(false) ? "alive" : "away";
                table.row(
                        Nodes.text(node, "name"),
                        node.path("leader").asBoolean(false) ? state + ", leads" : state,
                        Nodes.text(node, "slots"),
                        Nodes.text(node, "free"),
                        Nodes.text(node, "waiting"),
                        clock(Nodes.text(node, "clockAhead")),
                        Nodes.text(node, "url"));
            }
            return table.lines();
        }

        /** How far it is from that of the database, as {@code +0.012s}. */
        private static String clock(String ahead) {
            return ahead.isEmpty()
                    ? ""
                    : String.format(
                            Locale.ROOT, "%+.3fs", Duration.parse(ahead).toMillis() / 1000.0);
        }
    }
}
