package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry plugin config}. */
@Command(
        name = "config",
        description = "Work with the configuration of plugins.",
        subcommands = {
            ConfigCommands.Show.class,
            ConfigCommands.Change.class,
            ConfigCommands.History.class,
            ConfigCommands.Restore.class
        })
final class ConfigCommands implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** What is done with the configuration of one plugin. */
    abstract static class OfOne extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLUGIN", description = "Id of the plugin.")
        String id;

        final String path() {
            return "/api/v1/plugins/" + Api.escape(id) + "/config";
        }

        static List<String> describe(JsonNode config, Times times) {
            List<String> lines = new ArrayList<>();
            Map<String, String> head = new LinkedHashMap<>();
            String by = Nodes.text(config, "by");
            head.put("Plugin", Nodes.text(config, "plugin"));
            head.put(
                    "Version",
                    by.isEmpty()
                            ? "nothing is set, all have their defaults"
                            : Nodes.text(config, "version")
                                    + ", set by "
                                    + by
                                    + " "
                                    + times.relative(Nodes.text(config, "at")));
            head.put("File", Nodes.text(config, "file"));
            head.put("Problem", Nodes.text(config, "problem"));
            lines.addAll(Output.fields(head));
            JsonNode properties = config.path("schema").path("properties");
            if (!properties.isObject()) {
                return lines;
            }
            Table table = new Table("KEY", "VALUE", "SET", "WHAT IT IS");
            for (Map.Entry<String, JsonNode> property : properties.properties()) {
                String key = property.getKey();
                table.row(
                        key,
                        Nodes.text(config.path("effective"), key),
                        config.path("values").has(key) ? "yes" : "",
                        Nodes.text(property.getValue(), "description"));
            }
            lines.add("");
            lines.addAll(table.lines());
            return lines;
        }
    }

    @Command(name = "show", description = "Show what is set, and what can be set.")
    static final class Show extends OfOne implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode config = api.get(path());
            output.answer(config, () -> describe(config, output.times()));
            return ExitCode.OK;
        }
    }

    @Command(name = "set", description = "Set some values; the others stay. In force at once.")
    static final class Change extends OfOne {
        @Parameters(
                index = "1..*",
                arity = "0..*",
                paramLabel = "KEY=VALUE",
                description = {
                    "A value: JSON where it reads as JSON, else text.",
                    "retry.limit=3 sets a value inside a record."
                })
        private List<String> values = new ArrayList<>();

        @Option(
                names = "--unset",
                paramLabel = "KEY",
                description = "Take a value away, so that it has its default.")
        private List<String> unset = new ArrayList<>();

        @Option(
                names = "--all",
                paramLabel = "JSON|@FILE",
                description =
                        "All values as a JSON object, or a file that holds it; what is not in it"
                                + " has its default.")
        private String all;

        @Override
        int call(Api api, Output output) throws IOException {
            if (values.isEmpty() && unset.isEmpty() && all == null) {
                throw new ApiException(
                        ExitCode.USAGE, "say what to set: KEY=VALUE, --unset KEY or --all JSON");
            }
            JsonNode before = api.get(path());
            ObjectNode body =
                    all != null
                            ? Payload.object(all, Map.of())
                            : before.path("values") instanceof ObjectNode now
                                    ? now.deepCopy()
                                    : Api.JSON.createObjectNode();
            unset.forEach(key -> remove(body, key));
            for (String pair : values) {
                int at = pair.indexOf('=');
                if (at < 1) {
                    throw new ApiException(ExitCode.USAGE, "expected KEY=VALUE, got " + pair);
                }
                set(body, pair.substring(0, at), Payload.value(pair.substring(at + 1)));
            }
            JsonNode config = api.put(path(), body, before.path("version").asLong(0));
            output.answer(config, () -> describe(config, output.times()));
            return ExitCode.OK;
        }

        private static void set(ObjectNode body, String key, JsonNode value) {
            String[] names = key.split("\\.");
            ObjectNode at = body;
            for (int i = 0; i < names.length - 1; i++) {
                at = at.get(names[i]) instanceof ObjectNode inner ? inner : at.putObject(names[i]);
            }
            at.set(names[names.length - 1], value);
        }

        private static void remove(ObjectNode body, String key) {
            int dot = key.indexOf('.');
            if (dot < 0) {
                body.remove(key);
            } else if (body.get(key.substring(0, dot)) instanceof ObjectNode inner) {
                remove(inner, key.substring(dot + 1));
            }
        }
    }

    @Command(name = "history", description = "List what it was, newest first.")
    static final class History extends OfOne implements Watched {
        @Option(names = "--limit", defaultValue = "20", description = "At most so many; 20.")
        private int limit;

        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get(path() + "/history?limit=" + limit);
            output.answer(answer, () -> lines(answer, output.times()));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table = new Table("VERSION", "AGE", "BY", "VALUES");
            for (JsonNode version : answer.path("items")) {
                table.row(
                        Nodes.text(version, "version"),
                        times.relative(Nodes.text(version, "at")),
                        Nodes.text(version, "by"),
                        Nodes.text(version, "values"));
            }
            return table.lines();
        }
    }

    @Command(name = "restore", description = "Set the values of an older version again.")
    static final class Restore extends OfOne {
        @Parameters(index = "1", paramLabel = "VERSION", description = "As the history has it.")
        private long version;

        @Override
        int call(Api api, Output output) {
            JsonNode config = api.post(path() + "/history/" + version + "/restore");
            output.answer(config, () -> describe(config, output.times()));
            return ExitCode.OK;
        }
    }
}
