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

/** {@code gantry schedule}. */
@Command(
        name = "schedule",
        description = "Work with schedules.",
        subcommands = {
            ScheduleCommands.ListSchedules.class,
            ScheduleCommands.Show.class,
            ScheduleEdit.Add.class,
            ScheduleEdit.Put.class,
            ScheduleEdit.Edit.class,
            ScheduleCommands.Delete.class,
            ScheduleCommands.Pause.class,
            ScheduleCommands.Resume.class,
            ScheduleCommands.Fire.class,
            ScheduleCommands.Upcoming.class,
            SchedulePreview.class,
            ScheduleBackfill.class
        })
final class ScheduleCommands implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** All of a schedule, for a person. */
    static List<String> describe(JsonNode schedule, Times times) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Schedule", Nodes.text(schedule, "id"));
        fields.put("Task", Nodes.text(schedule, "task"));
        fields.put("When", timing(schedule));
        fields.put("Params", Nodes.text(schedule, "params"));
        fields.put("Labels", Nodes.pairs(schedule.path("labels")));
        fields.put("Tenant", Nodes.text(schedule, "tenant"));
        fields.put("Clock change", clockChange(schedule.path("daylightSaving")));
        fields.put("Missed", missed(schedule));
        fields.put("Overlap", Nodes.text(schedule, "overlap"));
        String jitter = Nodes.text(schedule, "jitter");
        fields.put("Jitter", jitter.equals("PT0S") ? "" : jitter);
        fields.put("Only on", String.join(", ", Nodes.texts(schedule.path("only"))));
        fields.put("Not on", String.join(", ", Nodes.texts(schedule.path("except"))));
        fields.put("Timeout", Nodes.text(schedule, "timeout"));
        fields.put("Deadline", Nodes.text(schedule, "deadline"));
        fields.put("Retry", retry(schedule.path("retry")));
        fields.put("Paused", paused(schedule));
        String next = Nodes.text(schedule, "nextFire");
        fields.put("Next", next.isEmpty() ? "" : next + ", " + times.relative(next));
        String last = Nodes.text(schedule, "lastFire");
        fields.put("Last", last.isEmpty() ? "" : last + ", " + times.relative(last));
        fields.put("Last run", Nodes.text(schedule, "lastRun"));
        fields.put("Running", String.join(", ", Nodes.texts(schedule.path("running"))));
        fields.put("Waiting", some(Nodes.texts(schedule.path("waiting"))));
        fields.put("Skipped fires", count(schedule, "skipped"));
        fields.put("Missed fires", count(schedule, "missedFires"));
        JsonNode skip = schedule.path("lastSkip");
        if (skip.isObject()) {
            fields.put(
                    "Latest of them",
                    Nodes.text(skip, "fireTime") + ": " + Nodes.text(skip, "reason"));
        }
        fields.put("Problem", Nodes.text(schedule, "problem"));
        return Output.fields(fields);
    }

    private static String clockChange(JsonNode rule) {
        String gap = Nodes.text(rule, "gap");
        String overlap = Nodes.text(rule, "overlap");
        if (gap.isEmpty() && overlap.isEmpty()) {
            return "";
        }
        return "gap "
                + (gap.isEmpty() ? "default" : gap)
                + ", overlap "
                + (overlap.isEmpty() ? "default" : overlap);
    }

    private static String retry(JsonNode policy) {
        if (!policy.isObject()) {
            return "";
        }
        String within = Nodes.text(policy, "within");
        String unless = String.join(", ", Nodes.texts(policy.path("unless")));
        return Nodes.text(policy, "attempts")
                + " attempts, "
                + Nodes.text(policy, "first")
                + ".."
                + Nodes.text(policy, "max")
                + (within.isEmpty() ? "" : ", within " + within)
                + (unless.isEmpty() ? "" : ", unless " + unless);
    }

    private static String missed(JsonNode schedule) {
        String window = Nodes.text(schedule, "missedWindow");
        return Nodes.text(schedule, "missed") + (window.isEmpty() ? "" : " within " + window);
    }

    private static String paused(JsonNode schedule) {
        JsonNode pause = schedule.path("pause");
        if (!pause.isObject()) {
            return Nodes.text(schedule, "paused");
        }
        String note = Nodes.text(pause, "note");
        return "since "
                + Nodes.text(pause, "since")
                + " by "
                + Nodes.text(pause, "by")
                + (note.isEmpty() ? "" : ": " + note);
    }

    private static String some(List<String> times) {
        return times.size() < 4
                ? String.join(", ", times)
                : String.join(", ", times.subList(0, 3)) + " and " + (times.size() - 3) + " more";
    }

    private static String count(JsonNode schedule, String field) {
        String count = Nodes.text(schedule, field);
        return count.equals("0") ? "" : count;
    }

    private static String timing(JsonNode schedule) {
        String every = Nodes.text(schedule, "every");
        String delay = Nodes.text(schedule, "delay");
        if (!delay.isEmpty()) {
            return delay + " after the end";
        }
        return every.isEmpty()
                ? Nodes.text(schedule, "cron") + " " + Nodes.text(schedule, "zone")
                : "every " + every;
    }

    @Command(name = "list", description = "List schedules.")
    static final class ListSchedules extends ClientCommand implements Watched {
        @Option(names = "--limit", defaultValue = "50", description = "At most so many; 50.")
        private int limit;

        @Option(names = "--cursor", description = "Where the page before ended.")
        private String cursor;

        @Override
        int call(Api api, Output output) {
            Query query =
                    new Query("/api/v1/schedules")
                            .with("cursor", cursor)
                            .with("limit", String.valueOf(limit));
            JsonNode answer = api.get(query.toString());
            output.answer(answer, () -> lines(answer, output.times()));
            String next = Nodes.text(answer, "next");
            if (output.forPeople() && !next.isEmpty()) {
                output.note("There are more: --cursor " + next);
            }
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
    static final class Show extends OfOne implements Watched {
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
        @Option(names = "--note", description = "Why.")
        private String note;

        @Option(names = "--by", description = "Who; by default the name of the user.")
        private String by;

        @Override
        int call(Api api, Output output) {
            ObjectNode body = Api.JSON.createObjectNode();
            Nodes.set(body, "note", note);
            Nodes.set(body, "by", by == null ? System.getProperty("user.name") : by);
            return show(api.post(path() + "/pause", body, Duration.ZERO), output);
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
    static final class Upcoming extends OfOne implements Watched {
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
