package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry check}. */
@Command(
        name = "check",
        description = "Work with checks.",
        subcommands = {
            CheckCommands.ListChecks.class,
            CheckCommands.Show.class,
            CheckCommands.Put.class,
            CheckActions.Apply.class,
            CheckActions.Validate.class,
            CheckActions.Schema.class,
            CheckActions.Run.class,
            CheckActions.Pause.class,
            CheckActions.Resume.class,
            CheckCommands.Delete.class,
            CheckCommands.Verdicts.class,
            CheckPast.Series.class,
            CheckPast.Availability.class,
            CheckPast.Forecast.class
        })
final class CheckCommands implements Runnable {
    private static final String PATH = "/api/v1/checks/";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static List<String> describe(JsonNode check, Times times) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Check", Nodes.text(check, "id"));
        fields.put("Title", Nodes.text(check, "title"));
        fields.put("Detector", Nodes.text(check, "detector"));
        fields.put("Target", Nodes.text(check, "target"));
        fields.put("Status", Nodes.text(check, "status"));
        fields.put("State", Nodes.text(check, "state"));
        fields.put("Because", Nodes.text(check, "reason"));
        JsonNode last = check.path("last");
        fields.put("Reasons", String.join("; ", Nodes.texts(last.path("reasons"))));
        fields.put("Measured", Nodes.pairs(last.path("measurements")));
        fields.put("Last", times.relative(Nodes.text(last, "at")));
        fields.put("Next", times.relative(Nodes.text(check, "next")));
        fields.put("Config", Nodes.text(check, "config"));
        fields.put("Interval", Nodes.text(check, "interval"));
        fields.put("Timeout", Nodes.text(check, "timeout"));
        fields.put("Retries", Nodes.text(check, "retries"));
        fields.put("Class", Nodes.text(check, "sla"));
        fields.put("Depends on", String.join(", ", Nodes.texts(check.path("dependsOn"))));
        fields.put("Labels", Nodes.pairs(check.path("labels")));
        fields.put("File", Nodes.text(check, "file"));
        fields.put("Late", Nodes.text(check, "late"));
        fields.put("Shed", Nodes.text(check, "shed"));
        fields.put("Paused", Nodes.text(check, "paused"));
        return Votes.under(Output.fields(fields), last.path("votes"));
    }

    /** A verdict for people. */
    static List<String> verdict(JsonNode verdict) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Status", Nodes.text(verdict, "status"));
        fields.put("Reasons", String.join("; ", Nodes.texts(verdict.path("reasons"))));
        fields.put("Measured", Nodes.pairs(verdict.path("measurements")));
        fields.put("Took", Nodes.text(verdict, "took"));
        return Votes.under(Output.fields(fields), verdict.path("votes"));
    }

    @Command(name = "list", description = "List checks, the worst first.")
    static final class ListChecks extends ClientCommand implements Watched {
        private static final int PROBLEMS = 10;

        @Option(names = "--status", description = "Only of this status.")
        private String status;

        @Option(names = "--state", description = "Only of this state, as unloaded.")
        private String state;

        @Option(names = "--detector", description = "Only with this detector.")
        private String detector;

        @Option(
                names = {"-l", "--label"},
                paramLabel = "KEY=VALUE",
                description = "Only with this label.")
        private Map<String, String> labels = new LinkedHashMap<>();

        @Option(names = "--text", description = "Only where these words are.")
        private String text;

        @Option(names = "--limit", defaultValue = "1000", description = "At most so many; 1000.")
        private int limit;

        @Override
        int call(Api api, Output output) {
            StringBuilder path = new StringBuilder("/api/v1/checks?order=worst&limit=" + limit);
            add(path, "status", status);
            add(path, "state", state);
            add(path, "detector", detector);
            add(path, "text", text);
            labels.forEach((key, value) -> add(path, "label", key + "=" + value));
            JsonNode answer = api.get(path.toString());
            output.answer(answer, () -> lines(answer, output.times()));
            return ExitCode.OK;
        }

        private static void add(StringBuilder path, String name, String value) {
            if (value != null) {
                path.append('&').append(name).append('=').append(Api.escape(value));
            }
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table = new Table("CHECK", "DETECTOR", "STATUS", "LAST", "NEXT", "WHY");
            for (JsonNode check : answer.path("items")) {
                JsonNode last = check.path("last");
                boolean paused = check.path("paused").asBoolean(false);
                table.row(
                        Nodes.text(check, "id"),
                        Nodes.text(check, "detector"),
                        Nodes.text(check, "status"),
                        times.relative(Nodes.text(last, "at")),
                        paused ? "paused" : times.relative(Nodes.text(check, "next")),
                        why(check));
            }
            List<String> lines = new ArrayList<>(table.lines());
            List<String> problems = CheckActions.problems(answer);
            if (!problems.isEmpty()) {
                lines.add("");
                lines.add("Problems in files of checks:");
                lines.addAll(problems.subList(0, Math.min(PROBLEMS, problems.size())));
                if (problems.size() > PROBLEMS) {
                    lines.add("and more: gantry check validate FILE shows them all");
                }
            }
            return lines;
        }

        /** For want of a plugin or of room first. */
        private static String why(JsonNode check) {
            String reason = Nodes.text(check, "reason");
            return reason.isEmpty()
                    ? Nodes.text(check.path("last").path("reasons").path(0))
                    : reason;
        }
    }

    @Command(name = "put", description = "Make or replace a check; it runs at once.")
    static final class Put extends ClientCommand {
        @Parameters(paramLabel = "CHECK", description = "Id: lower case, digits, dots, dashes.")
        private String id;

        @Option(names = "--detector", required = true, description = "Detector type.")
        private String detector;

        @Option(
                names = "--interval",
                paramLabel = "DURATION",
                converter = Times.Converter.class,
                description = "How often.")
        private Duration interval;

        @Option(
                names = "--timeout",
                paramLabel = "DURATION",
                converter = Times.Converter.class,
                description = "Limit of one inspection.")
        private Duration timeout;

        @Option(
                names = {"-p", "--param"},
                paramLabel = "NAME=VALUE",
                description =
                        "A field of the configuration: JSON where it reads as JSON, else text.")
        private Map<String, String> param = new LinkedHashMap<>();

        @Option(
                names = "--config",
                paramLabel = "JSON|@FILE",
                description = "The configuration as a JSON object, or a file that holds it.")
        private String config;

        @Option(
                names = {"-l", "--label"},
                paramLabel = "KEY=VALUE",
                description = "A label.")
        private Map<String, String> labels = new LinkedHashMap<>();

        @Option(names = "--paused", description = "Do not run yet.")
        private boolean paused;

        @Override
        int call(Api api, Output output) throws IOException {
            ObjectNode body = Api.JSON.createObjectNode();
            body.put("detector", detector);
            body.set("config", Payload.object(config, param));
            Nodes.set(body, "interval", interval == null ? null : interval.toString());
            Nodes.set(body, "timeout", timeout == null ? null : timeout.toString());
            body.set("labels", Payload.texts(labels));
            body.put("paused", paused);
            JsonNode check = api.put(PATH + Api.escape(id), body);
            output.answer(check, () -> describe(check, output.times()));
            return ExitCode.OK;
        }
    }

    /** What is done with one check. */
    abstract static class OfOne extends ClientCommand {
        @Parameters(paramLabel = "CHECK", description = "Id of the check.")
        String id;

        final String path() {
            return PATH + Api.escape(id);
        }
    }

    @Command(name = "show", description = "Show a check.")
    static final class Show extends OfOne implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode check = api.get(path());
            output.answer(check, () -> describe(check, output.times()));
            return ExitCode.OK;
        }
    }

    @Command(name = "delete", description = "Delete a check and its verdicts.")
    static final class Delete extends OfOne {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.delete(path());
            output.answer(answer, () -> List.of(id + " is deleted."));
            return ExitCode.OK;
        }
    }

    @Command(name = "verdicts", description = "List the latest verdicts of a check.")
    static final class Verdicts extends OfOne implements Watched {
        @Option(names = "--limit", defaultValue = "20", description = "At most so many; 20.")
        private int limit;

        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get(path() + "/verdicts?limit=" + limit);
            output.answer(answer, () -> lines(answer, output.times()));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table = new Table("AGE", "STATUS", "TOOK", "MEASURED", "WHY");
            for (JsonNode verdict : answer.path("items")) {
                table.row(
                        times.relative(Nodes.text(verdict, "at")),
                        Nodes.text(verdict, "status"),
                        Nodes.text(verdict, "took"),
                        Nodes.pairs(verdict.path("measurements")),
                        String.join("; ", Nodes.texts(verdict.path("reasons"))));
            }
            return table.lines();
        }
    }
}
