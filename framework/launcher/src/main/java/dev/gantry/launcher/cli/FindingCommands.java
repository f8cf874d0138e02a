package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry finding}. */
@Command(
        name = "finding",
        description = "Work with the problems that checks found.",
        subcommands = {
            FindingCommands.ListFindings.class,
            FindingCommands.Show.class,
            FindingCommands.Acknowledge.class,
            FindingCommands.Approve.class,
            FindingCommands.Decline.class
        })
final class FindingCommands implements Runnable {
    private static final String PATH = "/api/v1/findings/";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static String reason(JsonNode finding) {
        return Nodes.text(finding.path("reasons").path(0));
    }

    private static String severity(JsonNode finding) {
        return Nodes.text(finding, "severity")
                + (finding.path("flapping").asBoolean(false) ? ", flapping" : "");
    }

    private static List<String> describe(JsonNode finding, Times times) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Finding", Nodes.text(finding, "id"));
        fields.put("Check", Nodes.text(finding, "check"));
        fields.put("Title", Nodes.text(finding, "title"));
        fields.put("Target", Nodes.text(finding, "target"));
        fields.put("Severity", severity(finding));
        fields.put("State", Nodes.text(finding, "state"));
        fields.put("Reasons", String.join("; ", Nodes.texts(finding.path("reasons"))));
        fields.put("Measured", Nodes.pairs(finding.path("measurements")));
        fields.put("First seen", times.relative(Nodes.text(finding, "firstSeen")));
        fields.put(
                "Last seen",
                times.relative(Nodes.text(finding, "lastSeen"))
                        + ", "
                        + Nodes.text(finding, "times")
                        + " times");
        fields.put("Resolved", times.relative(Nodes.text(finding, "resolvedAt")));
        JsonNode by = finding.path("acknowledged");
        fields.put("Looked after", (Nodes.text(by, "by") + " " + Nodes.text(by, "note")).strip());
        JsonNode reaction = finding.path("reaction");
        String state = Nodes.text(reaction, "state");
        String why = Nodes.text(reaction, "reason");
        fields.put("Reaction", why.isEmpty() ? state : state + ": " + why);
        for (JsonNode run : reaction.path("runs")) {
            fields.put(
                    "Run " + Nodes.text(run, "run"),
                    "started " + times.relative(Nodes.text(run, "at")));
        }
        fields.put("Labels", Nodes.pairs(finding.path("labels")));
        fields.values().removeIf(String::isEmpty);
        return Votes.under(Output.fields(fields), finding.path("votes"));
    }

    @Command(name = "list", description = "List findings, the newest first.")
    static final class ListFindings extends ClientCommand implements Watched {
        @Option(
                names = "--state",
                paramLabel = "STATE",
                description = "Only open, acknowledged or resolved ones; else all not resolved.")
        String state;

        @Option(names = "--all", description = "Resolved ones as well.")
        boolean all;

        @Option(
                names = "--severity",
                paramLabel = "SEVERITY",
                description = "Only warn, critical or error.")
        String severity;

        @Option(names = "--check", paramLabel = "CHECK", description = "Only of this check.")
        String check;

        @Option(names = "--limit", paramLabel = "N", description = "How many at most.")
        int limit = 50;

        @Override
        int call(Api api, Output output) {
            Query query =
                    new Query("/api/v1/findings")
                            .with("severity", severity)
                            .with("check", check)
                            .with("limit", Integer.toString(limit));
            if (state != null) {
                query.with("state", state);
            } else if (!all) {
                query.with("state", "open").with("state", "acknowledged");
            }
            JsonNode answer = api.get(query.toString());
            output.answer(answer, () -> lines(answer, output.times()));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table = new Table("FINDING", "CHECK", "SEVERITY", "STATE", "SINCE", "REASON");
            for (JsonNode finding : answer.path("items")) {
                table.row(
                        Nodes.text(finding, "id"),
                        Nodes.text(finding, "check"),
                        severity(finding),
                        Nodes.text(finding, "state"),
                        times.relative(Nodes.text(finding, "firstSeen")),
                        reason(finding));
            }
            return table.lines();
        }
    }

    /** What is done with one finding. */
    abstract static class OfOne extends ClientCommand {
        @Parameters(paramLabel = "FINDING", description = "Id of the finding.")
        String id;

        final String path() {
            return PATH + Api.escape(id);
        }

        final int show(JsonNode finding, Output output) {
            output.answer(finding, () -> describe(finding, output.times()));
            return ExitCode.OK;
        }
    }

    @Command(name = "show", description = "Show a finding, with what it was made of.")
    static final class Show extends OfOne implements Watched {
        @Override
        int call(Api api, Output output) {
            return show(api.get(path()), output);
        }
    }

    @Command(
            name = "ack",
            description = "Say that you look after it: nothing is started for it any more.")
    static final class Acknowledge extends OfOne {
        @Option(names = "--note", paramLabel = "TEXT", description = "What others should know.")
        String note;

        @Override
        int call(Api api, Output output) {
            ObjectNode body = Api.JSON.createObjectNode();
            if (note != null) {
                body.put("note", note);
            }
            return show(api.post(path() + "/acknowledge", body, Duration.ZERO), output);
        }
    }

    @Command(name = "approve", description = "Say yes to what it would start.")
    static final class Approve extends OfOne {
        @Override
        int call(Api api, Output output) {
            return show(api.post(path() + "/approve"), output);
        }
    }

    @Command(name = "decline", description = "Say no to what it would start.")
    static final class Decline extends OfOne {
        @Override
        int call(Api api, Output output) {
            return show(api.post(path() + "/decline"), output);
        }
    }
}
