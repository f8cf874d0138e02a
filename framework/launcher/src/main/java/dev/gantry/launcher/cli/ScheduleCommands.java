package dev.gantry.launcher.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry schedule}. */
@Command(
        name = "schedule",
        description = "Work with schedules.",
        subcommands = {
            ScheduleCommands.ListSchedules.class,
            ScheduleCommands.Show.class,
            ScheduleCommands.Put.class,
            ScheduleCommands.Delete.class,
            ScheduleCommands.Pause.class,
            ScheduleCommands.Resume.class,
            ScheduleCommands.Fire.class,
            ScheduleCommands.Upcoming.class
        })
final class ScheduleCommands implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static List<String> describe(JsonNode schedule, Times times) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Schedule", Nodes.text(schedule, "id"));
        fields.put("Task", Nodes.text(schedule, "task"));
        fields.put("When", timing(schedule));
        fields.put("Params", Nodes.text(schedule, "params"));
        fields.put("Labels", Nodes.pairs(schedule.path("labels")));
        fields.put("Tenant", Nodes.text(schedule, "tenant"));
        fields.put("Paused", Nodes.text(schedule, "paused"));
        String next = Nodes.text(schedule, "nextFire");
        fields.put("Next", next.isEmpty() ? "" : next + ", " + times.relative(next));
        String last = Nodes.text(schedule, "lastFire");
        fields.put("Last", last.isEmpty() ? "" : last + ", " + times.relative(last));
        fields.put("Last run", Nodes.text(schedule, "lastRun"));
        return Output.fields(fields);
    }

    private static String timing(JsonNode schedule) {
        String every = Nodes.text(schedule, "every");
        return every.isEmpty()
                ? Nodes.text(schedule, "cron") + " " + Nodes.text(schedule, "zone")
                : "every " + every;
    }

    @Command(name = "list", description = "List schedules.")
    static final class ListSchedules extends ClientCommand {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get("/api/v1/schedules");
            output.answer(answer, () -> lines(answer, output.times()));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table = new Table("SCHEDULE", "TASK", "WHEN", "NEXT", "LAST", "LAST RUN");
            for (JsonNode schedule : answer.path("items")) {
                boolean paused = schedule.path("paused").asBoolean(false);
                table.row(
                        Nodes.text(schedule, "id"),
                        Nodes.text(schedule, "task"),
                        timing(schedule),
                        paused ? "paused" : times.relative(Nodes.text(schedule, "nextFire")),
                        times.relative(Nodes.text(schedule, "lastFire")),
                        Nodes.text(schedule, "lastRun"));
            }
            return table.lines();
        }
    }

    @Command(name = "put", description = "Make or replace a schedule.")
    static final class Put extends ClientCommand {
        @Parameters(paramLabel = "SCHEDULE", description = "Id: lower case, digits, dots, dashes.")
        private String id;

        @Option(names = "--task", required = true, description = "Task type.")
        private String task;

        @ArgGroup(multiplicity = "1")
        private Timing timing;

        @Option(names = "--zone", description = "Time zone of --cron, such as Europe/Berlin.")
        private String zone;

        @Option(
                names = {"-p", "--param"},
                paramLabel = "NAME=VALUE",
                description = "A parameter: JSON where it reads as JSON, else text.")
        private Map<String, String> param = new LinkedHashMap<>();

        @Option(
                names = "--params",
                paramLabel = "JSON|@FILE",
                description = "All parameters as a JSON object, or a file that holds it.")
        private String params;

        @Option(
                names = {"-l", "--label"},
                paramLabel = "KEY=VALUE",
                description = "A label of each run.")
        private Map<String, String> labels = new LinkedHashMap<>();

        @Option(names = "--tenant", description = "Whose runs they are.")
        private String tenant;

        @Option(names = "--paused", description = "Do not fire yet.")
        private boolean paused;

        /** One of both. */
        static final class Timing {
            @Option(
                    names = "--every",
                    paramLabel = "DURATION",
                    converter = Times.Converter.class,
                    description = "At this interval, such as 10s or PT5M.")
            private Duration every;

            @Option(
                    names = "--cron",
                    paramLabel = "EXPRESSION",
                    description = "Five fields, minute first, or six, second first.")
            private String cron;
        }

        @Override
        int call(Api api, Output output) throws IOException {
            ObjectNode body = Api.JSON.createObjectNode();
            body.put("task", task);
            body.set("params", Payload.object(params, param));
            Nodes.set(body, "every", timing.every == null ? null : timing.every.toString());
            Nodes.set(body, "cron", timing.cron);
            Nodes.set(body, "zone", zone);
            body.set("labels", Payload.texts(labels));
            Nodes.set(body, "tenant", tenant);
            body.put("paused", paused);
            JsonNode schedule = api.put("/api/v1/schedules/" + Api.escape(id), body);
            output.answer(schedule, () -> describe(schedule, output.times()));
            return ExitCode.OK;
        }
    }

    /** What is done with one schedule. */
    abstract static class OfOne extends ClientCommand {
        @Parameters(paramLabel = "SCHEDULE", description = "Id of the schedule.")
        String id;

        final String path() {
            return "/api/v1/schedules/" + Api.escape(id);
        }

        final int show(JsonNode schedule, Output output) {
            output.answer(schedule, () -> describe(schedule, output.times()));
            return ExitCode.OK;
        }
    }

    @Command(name = "show", description = "Show a schedule.")
    static final class Show extends OfOne {
        @Override
        int call(Api api, Output output) {
            return show(api.get(path()), output);
        }
    }

    @Command(name = "delete", description = "Delete a schedule.")
    static final class Delete extends OfOne {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.delete(path());
            output.answer(answer, () -> List.of(id + " is deleted."));
            return ExitCode.OK;
        }
    }

    @Command(name = "pause", description = "Stop firing.")
    static final class Pause extends OfOne {
        @Override
        int call(Api api, Output output) {
            return show(api.post(path() + "/pause"), output);
        }
    }

    @Command(name = "resume", description = "Fire again.")
    static final class Resume extends OfOne {
        @Override
        int call(Api api, Output output) {
            return show(api.post(path() + "/resume"), output);
        }
    }

    @Command(name = "fire", description = "Start a run now, beside the plan.")
    static final class Fire extends OfOne {
        @Override
        int call(Api api, Output output) {
            JsonNode run = api.post(path() + "/fire");
            output.answer(run, () -> List.of(Nodes.text(run, "id") + " " + RunCommands.state(run)));
            return ExitCode.OK;
        }
    }

    @Command(name = "upcoming", description = "Print the next fire times.")
    static final class Upcoming extends OfOne {
        @Option(names = "--count", defaultValue = "10", description = "How many; 10.")
        private int count;

        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get(path() + "/upcoming?count=" + count);
            output.answer(answer, () -> Nodes.texts(answer.path("items")));
            return ExitCode.OK;
        }
    }
}
