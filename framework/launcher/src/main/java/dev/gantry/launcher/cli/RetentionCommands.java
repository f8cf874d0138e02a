package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code gantry retention}. */
@Command(
        name = "retention",
        description = "Say how long finished runs are kept.",
        subcommands = {
            RetentionCommands.ListRules.class,
            RetentionCommands.SetRule.class,
            RetentionCommands.DeleteRule.class,
            RetentionCommands.ShowRule.class,
            RetentionCommands.RunPass.class
        })
final class RetentionCommands implements Runnable {
    private static final String PATH = "/api/v1/retention";
    private static final Duration PATIENCE = Duration.ofHours(1);

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static String path(String task) {
        return PATH + "/" + Api.escape(task);
    }

    private static String time(JsonNode rule, String name) {
        String text = Nodes.text(rule, name);
        Duration time = text.isEmpty() ? Duration.ZERO : Duration.parse(text);
        return time.isZero() ? "for ever" : Times.brief(time);
    }

    private static String number(JsonNode rule, String name) {
        long number = rule.path(name).asLong(0);
        return number == 0 ? "any" : Long.toString(number);
    }

    private static String size(JsonNode rule, String name) {
        long number = rule.path(name).asLong(0);
        return number == 0 ? "any" : bytes(number);
    }

    static String bytes(long number) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double size = number;
        int unit = 0;
        while (size >= 1024 && unit < units.length - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, units[unit]);
    }

    @Command(name = "list", description = "List what holds, and what is kept.")
    static final class ListRules extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get(PATH);
            output.answer(answer, () -> lines(answer, output.times()));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table =
                    new Table(
                            "TASK",
                            "AGE",
                            "DEAD LETTERS",
                            "AT MOST",
                            "OF",
                            "KEPT",
                            "SIZE",
                            "OLDEST");
            JsonNode defaults = answer.path("defaults");
            table.row(
                    "(default)",
                    time(defaults, "age"),
                    time(defaults, "deadLetters"),
                    number(defaults, "runs"),
                    size(defaults, "bytes"),
                    "",
                    "",
                    "");
            for (JsonNode task : answer.path("items")) {
                boolean own = !Nodes.text(task, "rule").isEmpty();
                JsonNode rule = task.path("effective");
                table.row(
                        Nodes.text(task, "task"),
                        own ? time(rule, "age") : "default",
                        own ? time(rule, "deadLetters") : "",
                        own ? number(rule, "runs") : "",
                        own ? size(rule, "bytes") : "",
                        Nodes.text(task, "runs"),
                        bytes(task.path("bytes").asLong(0)),
                        times.relative(Nodes.text(task, "oldest")));
            }
            return table.lines();
        }
    }

    @Command(name = "show", description = "Show what holds for a task type.")
    static final class ShowRule extends ClientCommand implements Watched {
        @Parameters(index = "0", paramLabel = "TASK", description = "Task type.")
        private String task;

        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get(path(task));
            JsonNode rule = answer.path("effective");
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("Task", task);
            fields.put("Rule", Nodes.text(answer, "rule").isEmpty() ? "the default" : "its own");
            fields.put("Age", time(rule, "age"));
            fields.put("Dead letters", time(rule, "deadLetters"));
            fields.put("At most", number(rule, "runs") + " runs, " + size(rule, "bytes"));
            fields.put(
                    "Kept",
                    Nodes.text(answer, "runs") + " runs, " + bytes(answer.path("bytes").asLong(0)));
            output.answer(answer, () -> Output.fields(fields));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "set",
            description =
                    "Give a task type a rule of its own. What is not named is as the default says;"
                            + " 0 is no limit.")
    static final class SetRule extends ClientCommand {
        @Parameters(index = "0", paramLabel = "TASK", description = "Task type.")
        private String task;

        @Option(
                names = "--age",
                paramLabel = "TIME",
                converter = Times.Converter.class,
                description = "How long after its end a run is kept, such as 7d.")
        private Duration age;

        @Option(
                names = "--dead-letters",
                paramLabel = "TIME",
                converter = Times.Converter.class,
                description = "How long a dead letter is kept at least that nobody handled.")
        private Duration deadLetters;

        @Option(names = "--runs", paramLabel = "N", description = "How many are kept.")
        private Long runs;

        @Option(names = "--bytes", paramLabel = "N", description = "How much room they may take.")
        private Long bytes;

        @Override
        int call(Api api, Output output) {
            ObjectNode body = PauseCommands.asked();
            Nodes.set(body, "age", age == null ? null : age.toString());
            Nodes.set(body, "deadLetters", deadLetters == null ? null : deadLetters.toString());
            if (runs != null) {
                body.put("runs", runs);
            }
            if (bytes != null) {
                body.put("bytes", bytes);
            }
            JsonNode set = api.put(path(task), body);
            JsonNode rule = set.path("effective");
            output.answer(
                    set,
                    () ->
                            List.of(
                                    task
                                            + ": kept "
                                            + time(rule, "age")
                                            + ", dead letters "
                                            + time(rule, "deadLetters")
                                            + ", runs "
                                            + number(rule, "runs")
                                            + ", size "
                                            + size(rule, "bytes")));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Take a task type's rule away, so that the default holds.")
    static final class DeleteRule extends ClientCommand {
        @Parameters(index = "0", paramLabel = "TASK", description = "Task type.")
        private String task;

        @Override
        int call(Api api, Output output) {
            JsonNode nothing = api.delete(path(task));
            output.answer(nothing, () -> List.of(task + ": the default holds"));
            return ExitCode.OK;
        }
    }

    @Command(name = "run", description = "Delete now what is to be deleted, and wait for it.")
    static final class RunPass extends ClientCommand {
        @Option(names = "--dry-run", description = "Only say what would be deleted.")
        private boolean dryRun;

        @Override
        int call(Api api, Output output) {
            ObjectNode body = Api.JSON.createObjectNode();
            body.put("dryRun", dryRun);
            JsonNode pruning;
            try (Progress progress = progress("Looking for what is to be deleted")) {
                pruning = api.post(PATH + "/run", body, PATIENCE);
            }
            output.answer(pruning, () -> lines(pruning));
            return ExitCode.OK;
        }

        private List<String> lines(JsonNode pruning) {
            List<String> lines = new ArrayList<>();
            lines.add(
                    (dryRun ? "Would delete " : "Deleted ")
                            + Nodes.text(pruning, "runs")
                            + " runs.");
            for (JsonNode task : pruning.path("tasks")) {
                lines.add(
                        "  "
                                + Nodes.text(task, "task")
                                + ": "
                                + Nodes.text(task, "runs")
                                + " runs, "
                                + bytes(task.path("bytes").asLong(0)));
            }
            return lines;
        }
    }
}
