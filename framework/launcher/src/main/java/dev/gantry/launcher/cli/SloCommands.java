package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code gantry slo}. */
@Command(
        name = "slo",
        description = "See the objectives in conf/slos, and make rules for Prometheus of them.",
        subcommands = {SloCommands.ListSlos.class, SloCommands.Show.class, SloCommands.Rules.class})
final class SloCommands implements Runnable {
    private static final String PATH = "/api/v1/slos";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static String promise(JsonNode slo) {
        String threshold = Nodes.text(slo, "threshold");
        return Nodes.text(slo, "objective")
                + " % "
                + (threshold.isEmpty() ? "" : "within " + threshold + " ")
                + "in "
                + Nodes.text(slo, "window");
    }

    private static String budget(JsonNode slo) {
        return percent(slo.path("budgetRemaining").asDouble());
    }

    private static String percent(double share) {
        return Math.round(share * 1000) / 10.0 + " %";
    }

    private static String alert(JsonNode slo) {
        List<String> firing = new ArrayList<>();
        for (JsonNode alert : slo.path("alerts")) {
            if (alert.path("firing").asBoolean(false)) {
                firing.add(Nodes.text(alert, "severity"));
            }
        }
        return String.join(", ", firing);
    }

    @Command(
            name = "list",
            description = "List objectives, what is left of their error budgets, and problems.")
    static final class ListSlos extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get(PATH);
            output.answer(answer, () -> lines(answer));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer) {
            Table table =
                    new Table("ID", "TASK", "KIND", "OBJECTIVE", "COUNTED", "BUDGET LEFT", "ALERT");
            for (JsonNode slo : answer.path("items")) {
                table.row(
                        Nodes.text(slo, "id"),
                        Nodes.text(slo, "task"),
                        Nodes.text(slo, "kind"),
                        promise(slo),
                        Nodes.text(slo, "total"),
                        budget(slo),
                        alert(slo));
            }
            List<String> lines = new ArrayList<>(table.lines());
            for (JsonNode problem : answer.path("problems")) {
                lines.add("");
                lines.add("Not in force: " + Nodes.text(problem, "problem"));
            }
            return lines;
        }
    }

    @Command(name = "show", description = "Show an objective and how fast its budget burns.")
    static final class Show extends ClientCommand implements Watched {
        @Parameters(paramLabel = "ID", description = "Id of the objective.")
        private String id;

        @Override
        int call(Api api, Output output) {
            JsonNode slo = api.get(PATH + "/" + Api.escape(id));
            output.answer(slo, () -> lines(slo, output.times()));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode slo, Times times) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("Objective", Nodes.text(slo, "id"));
            fields.put("Task", Nodes.text(slo, "task"));
            fields.put("Kind", Nodes.text(slo, "kind"));
            fields.put("Promise", promise(slo));
            fields.put("File", Nodes.text(slo, "file"));
            fields.put(
                    "Good",
                    Nodes.text(slo, "good")
                            + " of "
                            + Nodes.text(slo, "total")
                            + since(slo, times));
            fields.put("Budget left", budget(slo));
            for (JsonNode alert : slo.path("alerts")) {
                String since = Nodes.text(alert, "since");
                fields.put(
                        "Alert " + Nodes.text(alert, "severity"),
                        (alert.path("firing").asBoolean(false) ? "firing" : "quiet")
                                + (since.isEmpty() ? "" : " since " + since));
            }
            fields.put("Alerts from", Nodes.text(slo, "minimum") + " counted in the longer window");
            List<String> lines = new ArrayList<>(Output.fields(fields));
            lines.add("");
            Table table = new Table("WINDOW", "COUNTED", "BURN RATE");
            for (JsonNode rate : slo.path("burnRates")) {
                table.row(
                        Nodes.text(rate, "window"),
                        Nodes.text(rate, "total"),
                        Double.toString(Math.round(rate.path("rate").asDouble() * 100) / 100.0));
            }
            lines.addAll(table.lines());
            return lines;
        }

        private static String since(JsonNode slo, Times times) {
            String since = Nodes.text(slo, "since");
            return since.isEmpty() ? "" : ", the first " + times.relative(since);
        }
    }

    @Command(
            name = "rules",
            description =
                    "Make rules for Prometheus that alert as Gantry does, and with --out a test of"
                            + " them for promtool.",
            footer = {
                "",
                "Examples:",
                "  gantry slo rules",
                "  gantry slo rules --out rules",
                "  promtool check rules rules/gantry-slo-*.rules.yaml",
                "  promtool test rules rules/gantry-slo-*.test.yaml"
            })
    static final class Rules extends ClientCommand {
        private static final String FILES = "gantry-slo-*.{rules,test}.yaml";

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = {
                    "Write gantry-slo-ID.rules.yaml and gantry-slo-ID.test.yaml of each objective"
                            + " into this folder;",
                    "files of this name whose objective is gone are deleted."
                })
        private Path out;

        @Override
        int call(Api api, Output output) throws IOException {
            if (out == null) {
                spec.commandLine().getOut().print(text(api, PATH + "/rules"));
                spec.commandLine().getOut().flush();
                return ExitCode.OK;
            }
            Map<String, String> files = new TreeMap<>();
            for (JsonNode slo : api.get(PATH).path("items")) {
                String id = Nodes.text(slo, "id");
                String path = PATH + "/" + Api.escape(id);
                files.put("gantry-slo-" + id + ".rules.yaml", text(api, path + "/rules"));
                files.put("gantry-slo-" + id + ".test.yaml", text(api, path + "/tests"));
            }
            write(files);
            output.note(files.size() / 2 + " objectives; rules and tests are in " + out);
            return ExitCode.OK;
        }

        private void write(Map<String, String> files) throws IOException {
            Files.createDirectories(out);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path part = out.resolve(file.getKey() + ".part");
                Files.writeString(part, file.getValue());
                Files.move(part, out.resolve(file.getKey()), StandardCopyOption.REPLACE_EXISTING);
            }
            try (DirectoryStream<Path> there = Files.newDirectoryStream(out, FILES)) {
                for (Path file : there) {
                    if (!files.containsKey(file.getFileName().toString())) {
                        Files.delete(file);
                    }
                }
            }
        }

        private static String text(Api api, String path) throws IOException {
            try (InputStream document = api.document(path, false)) {
                return new String(document.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
