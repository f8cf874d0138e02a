package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry run}: the server; and the runs. */
@Command(
        name = "run",
        description = "Start Gantry in this terminal; or, with a command, work with runs.",
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {
            RunStart.class,
            RunCommands.ListRuns.class,
            RunCommands.Show.class,
            RunStats.class,
            RunCommands.Cancel.class,
            RunSteering.Terminate.class,
            PauseCommands.PauseRun.class,
            PauseCommands.ResumeRun.class,
            RunSteering.Change.class,
            RunSteering.Retry.class,
            RunSteering.Rerun.class,
            RunSteering.Dismiss.class,
            RunBulk.class,
            RunExport.class,
            RunLogs.class,
            RunDocuments.Params.class,
            RunDocuments.Result.class
        })
final class RunCommands extends RunServer {

    /** A run on one screen. */
    static List<String> describe(JsonNode run, Times times) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Run", Nodes.text(run, "id"));
        fields.put("Task", Nodes.text(run, "task"));
        fields.put("State", state(run));
        fields.put("Reason", Nodes.text(run, "reason"));
        JsonNode error = run.path("error");
        fields.put("Error", Nodes.text(error, "message"));
        fields.put("  in", (Nodes.text(error, "phase") + " " + Nodes.text(error, "frame")).strip());
        JsonNode plugin = run.path("plugin");
        fields.put(
                "Plugin", (Nodes.text(plugin, "id") + " " + Nodes.text(plugin, "version")).strip());
        fields.put("Node", Nodes.text(run, "node"));
        fields.put("Attempt", Nodes.text(run, "attempt") + " of " + Nodes.text(run, "maxAttempts"));
        fields.put(
                "Progress",
                Nodes.text(run, "result").equals("success") ? "" : RunLogs.progress(run));
        fields.put("Params", Nodes.text(run, "params"));
        fields.put("Output", Nodes.text(run, "output"));
        fields.put("Labels", Nodes.pairs(run.path("labels")));
        fields.put("Tenant", Nodes.text(run, "tenant"));
        fields.put("Parent", Nodes.text(run, "parent"));
        fields.put("Repeats", Nodes.text(run, "rerunOf"));
        fields.put("Rerun", Nodes.text(run, "rerunAs"));
        fields.put("Until", Nodes.text(run, "deadline"));
        fields.put("Trace", Nodes.text(run, "traceId"));
        String created = Nodes.text(run, "createdAt");
        fields.put("Created", created.isEmpty() ? "" : created + ", " + times.relative(created));
        fields.put(
                "Took", times.between(Nodes.text(run, "startedAt"), Nodes.text(run, "finishedAt")));
        return Output.fields(fields);
    }

    /** The result, once there is one; until then the state. */
    static String state(JsonNode run) {
        String result = Nodes.text(run, "result");
        return result.isEmpty() ? Nodes.text(run, "state") : result;
    }

    @Command(name = "list", description = "List runs, newest first.")
    static final class ListRuns extends ClientCommand implements Watched {
        @Mixin private RunSelection selection;

        @Option(names = "--limit", defaultValue = "20", description = "At most so many; 20.")
        private int limit;

        @Option(names = "--cursor", description = "Where the page before ended.")
        private String cursor;

        @Override
        int call(Api api, Output output) {
            ObjectNode answer = page(api, output.times(), cursor, limit);
            // where few runs match, a part has only those that were found soon
            ArrayNode items = (ArrayNode) answer.path("items");
            while (items.size() < limit && !Nodes.text(answer, "next").isEmpty()) {
                ObjectNode more =
                        page(api, output.times(), Nodes.text(answer, "next"), limit - items.size());
                more.path("items").forEach(items::add);
                answer.set("next", more.path("next"));
            }
            output.answer(answer, () -> lines(answer, output.times()));
            String next = Nodes.text(answer, "next");
            if (output.forPeople() && !next.isEmpty()) {
                output.note("There are more: --cursor " + next);
            }
            return ExitCode.OK;
        }

        private ObjectNode page(Api api, Times times, String from, int size) {
            Query query =
                    selection
                            .apply(new Query("/api/v1/runs"), times)
                            .with("cursor", from)
                            .with("limit", String.valueOf(size));
            return (ObjectNode) api.get(query.toString());
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table = new Table("RUN", "TASK", "STATE", "ATTEMPT", "AGE", "TOOK", "WHY");
            for (JsonNode run : answer.path("items")) {
                table.row(
                        Nodes.text(run, "id"),
                        Nodes.text(run, "task"),
                        state(run),
                        Nodes.text(run, "attempt"),
                        times.relative(Nodes.text(run, "createdAt")),
                        times.between(Nodes.text(run, "startedAt"), Nodes.text(run, "finishedAt")),
                        why(run));
            }
            return table.lines();
        }

        /** Of a run that waits, why it does; else what went wrong. */
        static String why(JsonNode run) {
            String reason = Nodes.text(run, "reason");
            String error = Nodes.text(run.path("error"), "message");
            boolean over = Nodes.text(run, "state").equals("finished");
            return reason.isEmpty() || over && !error.isEmpty() ? error : reason;
        }
    }

    @Command(name = "show", description = "Show a run.")
    static final class Show extends ClientCommand implements Watched {
        private static final int CHILDREN = 100;

        @Mixin private RunId id;

        @Override
        int call(Api api, Output output) {
            String path = id.path();
            JsonNode run = api.get(path);
            output.answer(run, () -> described(api, run, output.times()));
            if (verbose && output.forPeople()) {
                JsonNode attempts = api.get(path + "/attempts");
                output.answer(attempts, () -> attempts(attempts, output.times()));
            }
            return ExitCode.OK;
        }

        private static List<String> described(Api api, JsonNode run, Times times) {
            List<String> lines = new ArrayList<>(describe(run, times));
            Query query =
                    new Query("/api/v1/runs")
                            .with("parent", Nodes.text(run, "id"))
                            .with("limit", String.valueOf(CHILDREN));
            JsonNode children = api.get(query.toString());
            if (!children.path("items").isEmpty()) {
                lines.add("");
                lines.addAll(children(children, times));
            }
            return lines;
        }

        private static List<String> children(JsonNode answer, Times times) {
            Table table = new Table("CHILD", "RUN", "TASK", "STATE", "AGE", "TOOK", "WHY");
            for (JsonNode run : answer.path("items")) {
                table.row(
                        Nodes.text(run.path("labels"), "gantry.child"),
                        Nodes.text(run, "id"),
                        Nodes.text(run, "task"),
                        state(run),
                        times.relative(Nodes.text(run, "createdAt")),
                        times.between(Nodes.text(run, "startedAt"), Nodes.text(run, "finishedAt")),
                        ListRuns.why(run));
            }
            return table.lines();
        }

        private static List<String> attempts(JsonNode answer, Times times) {
            Table table = new Table("ATTEMPT", "STATE", "VERSION", "STARTED", "TOOK", "ERROR");
            for (JsonNode attempt : answer.path("items")) {
                table.row(
                        Nodes.text(attempt, "number"),
                        Nodes.text(attempt, "state"),
                        Nodes.text(attempt.path("plugin"), "version"),
                        times.relative(Nodes.text(attempt, "startedAt")),
                        times.between(
                                Nodes.text(attempt, "startedAt"),
                                Nodes.text(attempt, "finishedAt")),
                        Nodes.text(attempt.path("error"), "message"));
            }
            return table.lines();
        }
    }

    @Command(name = "cancel", description = "Ask a run to stop.")
    static final class Cancel extends ClientCommand {
        @Mixin private RunId id;

        @Override
        int call(Api api, Output output) {
            JsonNode run = api.post(id.path() + "/cancel");
            output.answer(run, () -> List.of(Nodes.text(run, "id") + " " + state(run)));
            return ExitCode.OK;
        }
    }
}
