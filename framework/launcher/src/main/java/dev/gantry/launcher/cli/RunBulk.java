package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry run bulk}. */
@Command(
        name = "bulk",
        description = {
            "Do one thing to all runs that match: cancel, terminate, pause, resume, retry, rerun,"
                    + " dismiss.",
            "cancel, terminate, pause and resume concern runs that are not finished, retry those"
                    + " that wait for their next attempt, rerun and dismiss dead letters; rerun --result any finished run with that result."
        },
        footer = {
            "",
            "Examples:",
            "  gantry run bulk cancel --task files.cleanup --dry-run",
            "  gantry run bulk rerun --task files.cleanup --after 2h"
        })
final class RunBulk extends ClientCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Parameters(
            paramLabel = "ACTION",
            description = "cancel, terminate, pause, resume, retry, rerun or dismiss.")
    private String action;

    @Option(names = "--task", description = "Task type.")
    private String task;

    @Option(names = "--tenant", description = "Tenant.")
    private String tenant;

    @Option(names = "--parent", paramLabel = "RUN", description = "Started by this run.")
    private String parent;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "KEY=VALUE",
            description = "Label; all must match.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--state", description = "Such as queued, blocked, running.")
    private String state;

    @Option(names = "--result", description = "Such as failure, timeout.")
    private String result;

    @Option(names = "--plugin", description = "Plugin id.")
    private String plugin;

    @Option(
            names = "--after",
            paramLabel = "TIME",
            description =
                    "Made at this time or later: 2026-01-31T12:00:00Z, or 2h for two hours ago.")
    private String after;

    @Option(names = "--before", paramLabel = "TIME", description = "Made before this time.")
    private String before;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; 10000.")
    private Integer limit;

    @Option(names = "--cursor", description = "Where the call before ended.")
    private String cursor;

    @Option(names = "--dry-run", description = "Only tell which runs these are.")
    private boolean dryRun;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
    private String reason;

    @Override
    int call(Api api, Output output) {
        ObjectNode body = PauseCommands.asked();
        body.put("action", action);
        body.put("dryRun", dryRun);
        ObjectNode filter = body.putObject("filter");
        Nodes.set(filter, "task", task);
        Nodes.set(filter, "tenant", tenant);
        Nodes.set(filter, "parent", parent);
        Nodes.set(filter, "state", state);
        Nodes.set(filter, "result", result);
        Nodes.set(filter, "plugin", plugin);
        Nodes.set(filter, "after", output.times().instant(after));
        Nodes.set(filter, "before", output.times().instant(before));
        if (!labels.isEmpty()) {
            filter.set("labels", Payload.texts(labels));
        }
        Nodes.set(body, "cursor", cursor);
        Nodes.set(body, "reason", reason);
        if (limit != null) {
            body.put("limit", limit);
        }
        JsonNode answer;
        try (Progress progress = progress("Working through the runs")) {
            answer = api.post("/api/v1/runs/bulk", body, PATIENCE);
        }
        output.answer(answer, () -> lines(answer));
        String next = Nodes.text(answer, "next");
        if (output.forPeople() && !next.isEmpty()) {
            output.note("There are more: --cursor " + next);
        }
        return answer.path("refused").isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
    }

    private List<String> lines(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        String matched = Nodes.text(answer, "matched");
        lines.add(
                dryRun
                        ? action + " would look at " + matched + " runs"
                        : action
                                + ": "
                                + matched
                                + " runs, "
                                + Nodes.text(answer, "done")
                                + " done");
        for (JsonNode refusal : answer.path("refused")) {
            lines.add(
                    Nodes.text(refusal, "count")
                            + " refused, such as "
                            + Nodes.text(refusal.path("first").path(0))
                            + ": "
                            + Nodes.text(refusal, "reason"));
        }
        if (dryRun) {
            Nodes.texts(answer.path("first")).forEach(id -> lines.add("  " + id));
        }
        return lines;
    }
}
