package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code gantry run stats}. */
@Command(
        name = "stats",
        description = "Tell how many runs are open, and what became of runs lately.")
final class RunStats extends ClientCommand implements Watched {
    private static final List<String> OPEN =
            List.of("queued", "running", "blocked", "scheduled", "waiting", "paused");

    @Option(
            names = "--window",
            paramLabel = "TIME",
            converter = Times.Converter.class,
            description = "Of the last so long, up to 7d; 1h.")
    private Duration window = Duration.ofHours(1);

    @Option(names = "--task", description = "Only of this task type.")
    private String task;

    @Option(names = "--tenant", description = "Only of this tenant.")
    private String tenant;

    @Override
    int call(Api api, Output output) {
        JsonNode answer =
                api.get(
                        new Query("/api/v1/statistics")
                                .with("window", window.toString())
                                .with("task", task)
                                .with("tenant", tenant)
                                .toString());
        output.answer(answer, () -> lines(answer, output.times()));
        return ExitCode.OK;
    }

    private static List<String> lines(JsonNode answer, Times times) {
        JsonNode now = answer.path("now");
        StringBuilder open = new StringBuilder("Now:");
        for (String state : OPEN) {
            open.append(' ')
                    .append(now.path(state).asLong(0))
                    .append(' ')
                    .append(state)
                    .append(',');
        }
        open.append(' ').append(now.path("deadLetters").asLong(0)).append(" dead letters");
        Table table =
                new Table(
                        "TASK",
                        "SUCCESS",
                        "FAILURE",
                        "ERROR",
                        "TIMEOUT",
                        "CANCELLED",
                        "SKIPPED",
                        "P50",
                        "P95",
                        "LAST");
        for (JsonNode one : answer.path("tasks")) {
            table.row(
                    Nodes.text(one, "task"),
                    Nodes.text(one, "success"),
                    Nodes.text(one, "failure"),
                    Nodes.text(one, "error"),
                    Nodes.text(one, "timeout"),
                    Nodes.text(one, "cancelled"),
                    Nodes.text(one, "skipped"),
                    time(one.path("p50")),
                    time(one.path("p95")),
                    Nodes.text(one.path("last"), "result")
                            + " "
                            + times.relative(Nodes.text(one.path("last"), "finishedAt")));
        }
        List<String> lines = new ArrayList<>(List.of(open.toString(), ""));
        lines.addAll(table.lines());
        return lines;
    }

    private static String time(JsonNode seconds) {
        return seconds.isNumber()
                ? Times.brief(Duration.ofNanos(Math.round(seconds.doubleValue() * 1e9)))
                : "";
    }
}
