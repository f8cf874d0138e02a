package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code gantry maintenance}. */
@Command(
        name = "maintenance",
        description = "Times in which checks find nothing and start nothing.",
        subcommands = {
            MaintenanceCommands.ListMaintenance.class,
            MaintenanceCommands.Start.class,
            MaintenanceCommands.End.class
        })
final class MaintenanceCommands implements Runnable {
    private static final String PATH = "/api/v1/maintenance";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", description = "List maintenance, planned, active and over.")
    static final class ListMaintenance extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get(PATH + "?limit=1000");
            output.answer(answer, () -> lines(answer, output.times()));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table =
                    new Table(
                            "MAINTENANCE", "STATE", "FROM", "UNTIL", "CHECKS", "LABELS", "REASON");
            for (JsonNode each : answer.path("items")) {
                table.row(
                        Nodes.text(each, "id"),
                        Nodes.text(each, "state"),
                        times.relative(Nodes.text(each, "from")),
                        times.relative(Nodes.text(each, "until")),
                        String.join(" ", Nodes.texts(each.path("checks"))),
                        Nodes.pairs(each.path("labels")),
                        Nodes.text(each, "reason"));
            }
            return table.lines();
        }
    }

    @Command(
            name = "start",
            description = "Begin one, now or at a time to come.",
            footer = "gantry maintenance start deploy --check shop.* --for 30m")
    static final class Start extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "Its name; one of that name is changed.")
        String name;

        @Option(
                names = "--check",
                paramLabel = "CHECK",
                description = "Id of a check, or the beginning of ids with a * behind it.")
        List<String> checks = List.of();

        @Option(
                names = "--label",
                paramLabel = "KEY=VALUE",
                description = "Only checks with this label.")
        Map<String, String> labels = Map.of();

        @Option(
                names = "--for",
                converter = Times.Converter.class,
                required = true,
                paramLabel = "DURATION",
                description = "How long, as 30m or PT2H.")
        Duration length;

        @Option(
                names = "--from",
                paramLabel = "TIME",
                description = "When it begins, as 2026-01-31T22:00:00Z; else now.")
        String from;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
        String reason;

        @Override
        int call(Api api, Output output) {
            ObjectNode body = Api.JSON.createObjectNode();
            ArrayNode which = body.putArray("checks");
            checks.forEach(which::add);
            ObjectNode pairs = body.putObject("labels");
            labels.forEach(pairs::put);
            body.put("duration", length.toString());
            if (from != null) {
                body.put("from", from);
            }
            if (reason != null) {
                body.put("reason", reason);
            }
            JsonNode made = api.put(PATH + "/" + Api.escape(name), body);
            output.answer(
                    made,
                    () ->
                            List.of(
                                    name
                                            + " is "
                                            + Nodes.text(made, "state")
                                            + " until "
                                            + Nodes.text(made, "until")));
            return ExitCode.OK;
        }
    }

    @Command(name = "end", description = "End one now, or take it back if it did not begin.")
    static final class End extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "Its name.")
        String name;

        @Override
        int call(Api api, Output output) {
            api.delete(PATH + "/" + Api.escape(name));
            output.note(name + " is over");
            return ExitCode.OK;
        }
    }
}
