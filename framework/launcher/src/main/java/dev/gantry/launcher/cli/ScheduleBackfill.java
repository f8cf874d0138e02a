package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code gantry schedule backfill}. */
@Command(
        name = "backfill",
        description =
                "Make the runs of past fire times; those that have one already make no other.")
final class ScheduleBackfill extends ScheduleCommands.OfOne {
    private static final int SHOWN = 10;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME",
            description = "First fire time, as 2026-03-01T00:00:00Z.")
    private String from;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "TIME",
            description = "Last fire time; not in the future.")
    private String to;

    @Option(names = "--dry-run", description = "Only tell which fire times those are.")
    private boolean dryRun;

    @Override
    int call(Api api, Output output) {
        ObjectNode body = Api.JSON.createObjectNode();
        body.put("from", from).put("to", to).put("dryRun", dryRun);
        JsonNode done;
        try (Progress progress = progress("Filling in fire times")) {
            done = api.post(path() + "/backfill", body, Duration.ofMinutes(1));
        }
        output.answer(done, () -> lines(done));
        return ExitCode.OK;
    }

    private static List<String> lines(JsonNode done) {
        List<String> lines = new ArrayList<>();
        List<String> times = Nodes.texts(done.path("fireTimes"));
        if (done.path("dryRun").asBoolean(false)) {
            lines.add(times.size() + " fire times; nothing was done.");
            lines.addAll(times.subList(0, Math.min(SHOWN, times.size())));
            if (times.size() > SHOWN) {
                lines.add("… to " + times.getLast());
            }
            return lines;
        }
        lines.add(
                times.size()
                        + " fire times: "
                        + Nodes.text(done, "made")
                        + " runs made, "
                        + Nodes.text(done, "known")
                        + " known already, "
                        + Nodes.text(done, "waiting")
                        + " wait for an open run to end.");
        return lines;
    }
}
