package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static List<String> describe(JsonNode limits) {
        Map<String, String> fields = new LinkedHashMap<>();
        JsonNode rate = limits.path("rate");
        fields.put("Task", Nodes.text(limits, "task"));
        fields.put(
                "Running",
                Nodes.text(limits, "running") + " of " + Limits.text(limits, "maxRunning"));
        fields.put("Waiting", Nodes.text(limits, "waiting"));
        fields.put(
                "Open",
                (limits.path("open").isNull() ? "not counted" : Nodes.text(limits, "open"))
                        + " of "
                        + Limits.text(limits, "maxOpen"));
        fields.put(
                "Starts",
                rate.isObject()
                        ? Nodes.text(rate, "count") + " per " + Nodes.text(rate, "per")
                        : Limits.NONE);
        return Output.fields(fields);
    }

    /** What is done with the limits of one task type. */
    abstract static class OfOne extends ClientCommand {
        @Mixin TaskName task;

        final String path() {
            return task.path() + "/limits";
        }
    }

    @Command(name = "show", description = "Show the limits of a task type, and what goes on.")
    static final class Show extends OfOne implements Watched {
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
            ObjectNode body = Limits.keep(before, List.of("maxRunning", "maxOpen", "rate"));
            Limits.set(body, "maxRunning", maxRunning);
            Limits.set(body, "maxOpen", maxOpen);
            rate(body);
            JsonNode limits = api.put(path(), body, before.path("version").asLong(0));
            output.answer(limits, () -> describe(limits));
            return ExitCode.OK;
        }

        private void rate(ObjectNode body) {
            if (Limits.NONE.equals(rate)) {
                body.remove("rate");
                return;
            }
            if (rate == null && per == null) {
                return;
            }
            ObjectNode part = Limits.rate(body);
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
            output.answer(answer, () -> List.of(task + " has no limits any more."));
            return ExitCode.OK;
        }
    }
}
