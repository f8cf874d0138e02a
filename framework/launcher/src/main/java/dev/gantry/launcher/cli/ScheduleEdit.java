package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Commands that make and change schedules. */
abstract class ScheduleEdit extends ClientCommand {
    /** What a person says of a schedule; all else in an answer is what became of it. */
    private static final List<String> SPEC =
            List.of(
                    "task",
                    "params",
                    "every",
                    "cron",
                    "zone",
                    "delay",
                    "daylightSaving",
                    "missed",
                    "missedWindow",
                    "overlap",
                    "jitter",
                    "only",
                    "except",
                    "labels",
                    "tenant",
                    "timeout",
                    "deadline",
                    "retry",
                    "sla",
                    "priority",
                    "paused");

    @Parameters(paramLabel = "SCHEDULE", description = "Id: lower case, digits, dots, dashes.")
    String id;

    @Mixin ScheduleOptions options;

    final String path() {
        return "/api/v1/schedules/" + Api.escape(id);
    }

    final int show(JsonNode schedule, Output output) {
        output.answer(schedule, () -> ScheduleCommands.describe(schedule, output.times()));
        return ExitCode.OK;
    }

    final ObjectNode fresh(boolean paused) throws IOException {
        options.complete();
        ObjectNode body = Api.JSON.createObjectNode();
        options.apply(body);
        body.put("paused", paused);
        return body;
    }

    /** The specification in an answer, without what is not set. */
    static ObjectNode spec(JsonNode schedule) {
        ObjectNode body = Api.JSON.createObjectNode();
        for (String name : SPEC) {
            JsonNode value = schedule.path(name);
            if (!value.isMissingNode() && !value.isNull()) {
                body.set(name, value.deepCopy());
            }
        }
        return body;
    }

    @Command(name = "add", description = "Make a schedule that is not there yet.")
    static final class Add extends ScheduleEdit {
        @Option(names = "--paused", description = "Do not fire yet.")
        private boolean paused;

        @Override
        int call(Api api, Output output) throws IOException {
            return show(api.put(path(), fresh(paused), 0), output);
        }
    }

    @Command(name = "put", description = "Make or replace a schedule.")
    static final class Put extends ScheduleEdit {
        @Option(names = "--paused", description = "Do not fire yet.")
        private boolean paused;

        @Override
        int call(Api api, Output output) throws IOException {
            return show(api.put(path(), fresh(paused)), output);
        }
    }

    @Command(
            name = "edit",
            description = "Change what is named of a schedule; all else stays as it is.")
    static final class Edit extends ScheduleEdit {
        @Option(
                names = "--unset",
                paramLabel = "NAME",
                split = ",",
                description =
                        "Go back to the default: daylightSaving, missed, missedWindow, overlap,"
                                + " jitter, only, except, labels, tenant, timeout, deadline,"
                                + " retry, sla, priority or a parameter as"
                                + " params.NAME.")
        private List<String> unset = new ArrayList<>();

        @Override
        int call(Api api, Output output) throws IOException {
            JsonNode before = api.get(path());
            ObjectNode body = spec(before);
            for (String name : unset) {
                unset(body, name);
            }
            options.apply(body);
            return show(api.put(path(), body, before.path("version").asLong()), output);
        }

        private static void unset(ObjectNode body, String name) {
            String param = name.startsWith("params.") ? name.substring("params.".length()) : null;
            if (param != null && body.path("params") instanceof ObjectNode params) {
                params.remove(param);
            } else if (SPEC.contains(name)) {
                body.remove(name);
            } else {
                throw new ApiException(
                        ExitCode.USAGE,
                        "--unset " + name + ": expected one of " + String.join(", ", SPEC));
            }
        }
    }
}
