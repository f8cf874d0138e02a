package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code gantry attention}. */
@Command(
        name = "attention",
        description = "See what a person should look at.",
        subcommands = AttentionCommands.ListConcerns.class)
final class AttentionCommands implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "list",
            description = "List what a person should look at and what to do, the worst first.")
    static final class ListConcerns extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get("/api/v1/attention");
            output.answer(answer, () -> lines(answer, output.times()));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer, Times times) {
            List<String> lines = new ArrayList<>();
            for (JsonNode one : answer.path("items")) {
                String since = Nodes.text(one, "since");
                lines.add(
                        Nodes.text(one, "severity").toUpperCase(Locale.ROOT)
                                + "  "
                                + Nodes.text(one, "title")
                                + (since.isEmpty() ? "" : ", " + times.relative(since)));
                lines.add("  " + Nodes.text(one, "detail"));
                lines.add("  " + Nodes.text(one, "remedy"));
            }
            return lines.isEmpty() ? List.of("Nothing needs attention.") : lines;
        }
    }
}
