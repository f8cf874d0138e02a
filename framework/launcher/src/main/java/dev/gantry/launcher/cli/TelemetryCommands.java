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
import java.util.Map;

/** {@code gantry telemetry}. */
@Command(
        name = "telemetry",
        description = "See and change what leaves Gantry as traces, and how much it logs.",
        subcommands = {
            TelemetryCommands.Show.class,
            TelemetryCommands.Change.class,
            TelemetryCommands.Reset.class,
            TelemetryCommands.Levels.class,
            TelemetryCommands.SetLevel.class
        })
final class TelemetryCommands implements Runnable {
    private static final String PATH = "/api/v1/telemetry";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int show(JsonNode telemetry, Output output) {
        output.answer(telemetry, () -> describe(telemetry.path("traces")));
        return ExitCode.OK;
    }

    private static List<String> describe(JsonNode traces) {
        boolean all = traces.path("target").asDouble() == 0;
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(
                "Traces go to",
                traces.path("endpoint").isNull()
                        ? "nowhere (gantry.telemetry.otlp.endpoint is not set)"
                        : Nodes.text(traces, "endpoint"));
        fields.put("Kept", all ? "all" : Nodes.text(traces, "target") + " spans a second");
        fields.put("Slow from", Nodes.text(traces, "slow"));
        fields.put("Set by", Nodes.text(traces, "source"));
        fields.put(
                "Lately",
                Nodes.text(traces, "keptPerSecond")
                        + " of "
                        + Nodes.text(traces, "offeredPerSecond")
                        + " spans a second");
        fields.put("Share", "%.4g".formatted(traces.path("share").asDouble()));
        fields.put("Undecided", Nodes.text(traces, "waiting") + " spans");
        return Output.fields(fields);
    }

    @Command(name = "show", description = "Show which traces are kept, and how many.")
    static final class Show extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            return TelemetryCommands.show(api.get(PATH), output);
        }
    }

    @Command(
            name = "set",
            description =
                    "Change which traces are kept; what is not named stays. In force at once.",
            footer = {
                "",
                "Errors and slow runs are kept in any case.",
                "",
                "Examples:",
                "  gantry telemetry set --target 200",
                "  gantry telemetry set --target all --slow 30s"
            })
    static final class Change extends ClientCommand {
        @Option(
                names = "--target",
                paramLabel = "N|all",
                description = "Spans a second to keep, whatever the load.")
        private String target;

        @Option(
                names = "--slow",
                paramLabel = "DURATION",
                converter = Times.Converter.class,
                description = "From when on a run is slow; 0s for never.")
        private Duration slow;

        @Override
        int call(Api api, Output output) {
            if (target == null && slow == null) {
                throw new ApiException(ExitCode.USAGE, "say what to set: --target or --slow");
            }
            ObjectNode body = Api.JSON.createObjectNode();
            ObjectNode traces = body.putObject("traces");
            if (target != null) {
                traces.put("target", number());
            }
            Nodes.set(traces, "slow", slow == null ? null : slow.toString());
            return TelemetryCommands.show(api.put(PATH, body), output);
        }

        private double number() {
            try {
                return target.equals("all") ? 0 : Double.parseDouble(target);
            } catch (NumberFormatException e) {
                throw new ApiException(
                        ExitCode.USAGE, "expected spans a second, or all, got " + target);
            }
        }
    }

    @Command(name = "reset", description = "Keep the traces that the configuration says.")
    static final class Reset extends ClientCommand {
        @Override
        int call(Api api, Output output) {
            return TelemetryCommands.show(api.delete(PATH), output);
        }
    }

    static int levels(JsonNode levels, Output output) {
        output.answer(
                levels,
                () -> {
                    List<String> lines = new ArrayList<>();
                    levels.path("loggers")
                            .properties()
                            .forEach(each -> lines.add("logger " + line(each)));
                    levels.path("plugins")
                            .properties()
                            .forEach(each -> lines.add("plugin " + line(each)));
                    return lines.isEmpty() ? List.of("No level was set.") : lines;
                });
        return ExitCode.OK;
    }

    private static String line(Map.Entry<String, JsonNode> each) {
        return each.getKey() + " " + each.getValue().asString();
    }

    @Command(name = "levels", description = "List the log levels that were set.")
    static final class Levels extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            return levels(api.get(PATH + "/levels"), output);
        }
    }

    @Command(
            name = "level",
            description = "Set the log level of a logger, or take that back. In force at once.",
            footer = {
                "",
                "Examples:",
                "  gantry telemetry level dev.gantry.engine debug",
                "  gantry telemetry level task.files.cleanup none"
            })
    static final class SetLevel extends ClientCommand {
        @Parameters(index = "0", paramLabel = "LOGGER", description = "Name of the logger.")
        private String logger;

        @Parameters(
                index = "1",
                paramLabel = "LEVEL|none",
                description = "trace, debug, info, warn, error, off; none as at the start.")
        private String level;

        @Override
        int call(Api api, Output output) {
            return levels(change(api, PATH + "/levels/" + Api.escape(logger), level), output);
        }
    }

    /** Sets a level, or takes it away. */
    static JsonNode change(Api api, String path, String level) {
        return level.equals("none")
                ? api.delete(path)
                : api.put(path, Api.JSON.createObjectNode().put("level", level));
    }
}
