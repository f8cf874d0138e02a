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

/** {@code gantry task limits}. */
@Command(
        name = "limits",
        description = "Bound how much of a task type goes on at one time.",
        subcommands = {
            TaskLimitCommands.Show.class,
            TaskLimitCommands.Change.class,
            TaskLimitCommands.Delete.class
        })
final class TaskLimitCommands implements Runnable {
    private static final String NONE = "none";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static String or(JsonNode node, String field, String otherwise) {
        String text = Nodes.text(node, field);
        return text.isEmpty() ? otherwise : text;
    }

    private static List<String> describe(JsonNode limits) {
        Map<String, String> fields = new LinkedHashMap<>();
        JsonNode rate = limits.path("rate");
        fields.put("Task", Nodes.text(limits, "task"));
        fields.put(
                "Running", Nodes.text(limits, "running") + " of " + or(limits, "maxRunning", NONE));
        fields.put("Waiting", Nodes.text(limits, "waiting"));
        fields.put(
                "Open", or(limits, "open", "not counted") + " of " + or(limits, "maxOpen", NONE));
        fields.put(
                "Starts",
                rate.isObject()
                        ? Nodes.text(rate, "count") + " per " + Nodes.text(rate, "per")
                        : NONE);
        return Output.fields(fields);
    }

    /** What is done with the limits of one task type. */
    abstract static class OfOne extends ClientCommand {
        @Parameters(paramLabel = "TYPE", description = "Task type.")
        String type;

        final String path() {
            return "/api/v1/tasks/" + Api.escape(type) + "/limits";
        }
    }

    @Command(name = "show", description = "Show the limits of a task type, and what goes on.")
    static final class Show extends OfOne {
        @Override
        int call(Api api, Output output) {
            JsonNode limits = api.get(path());
            output.answer(limits, () -> describe(limits));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "set",
            description = "Set limits of a task type; what is not named stays. In force at once.",
            footer = {
                "",
                "Examples:",
                "  gantry task limits set mail.send --rate 100 --per 1m",
                "  gantry task limits set mail.send --max-running 4 --rate none"
            })
    static final class Change extends OfOne {
        @Option(
                names = "--max-running",
                paramLabel = "N|none",
                description = "Attempts at one time.")
        private String maxRunning;

        @Option(
                names = "--max-open",
                paramLabel = "N|none",
                description = "Runs that are not finished.")
        private String maxOpen;

        @Option(
                names = "--rate",
                paramLabel = "N|none",
                description = "Attempts that start per period.")
        private String rate;

        @Option(
                names = "--per",
                paramLabel = "DURATION",
                converter = Times.Converter.class,
                description = "The period of the rate; 1s.")
        private Duration per;

        @Override
        int call(Api api, Output output) {
            if (maxRunning == null && maxOpen == null && rate == null && per == null) {
                throw new ApiException(
                        ExitCode.USAGE,
                        "say what to set: --max-running, --max-open, --rate or --per");
            }
            JsonNode before = api.get(path());
            ObjectNode body = Api.JSON.createObjectNode();
            for (String field : List.of("maxRunning", "maxOpen", "rate")) {
                if (!before.path(field).isNull()) {
                    body.set(field, before.path(field));
                }
            }
            limit(body, "maxRunning", maxRunning);
            limit(body, "maxOpen", maxOpen);
            rate(body);
            JsonNode limits = api.put(path(), body, before.path("version").asLong(0));
            output.answer(limits, () -> describe(limits));
            return ExitCode.OK;
        }

        private static void limit(ObjectNode body, String field, String value) {
            if (value != null) {
                body.remove(field);
                if (!value.equals(NONE)) {
                    body.set(field, Payload.value(value));
                }
            }
        }

        private void rate(ObjectNode body) {
            if (NONE.equals(rate)) {
                body.remove("rate");
                return;
            }
            if (rate == null && per == null) {
                return;
            }
            ObjectNode part =
                    body.get("rate") instanceof ObjectNode its ? its : body.putObject("rate");
            if (rate != null) {
                part.set("count", Payload.value(rate));
            }
            Nodes.set(part, "per", per == null ? null : per.toString());
        }
    }

    @Command(name = "delete", description = "Take the limits of a task type away.")
    static final class Delete extends OfOne {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.delete(path());
            output.answer(answer, () -> List.of(type + " has no limits any more."));
            return ExitCode.OK;
        }
    }
}
