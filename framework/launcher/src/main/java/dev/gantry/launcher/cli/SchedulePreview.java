package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code gantry schedule preview}. */
@Command(
        name = "preview",
        description =
                "Print fire times beforehand: of a schedule, of one as it would be with other"
                        + " options, or of options alone.")
final class SchedulePreview extends ClientCommand {
    @Parameters(
            paramLabel = "SCHEDULE",
            arity = "0..1",
            description = "Id of the schedule; without one, say when with --cron, --every, …")
    private String id;

    @Mixin private ScheduleOptions options;

    @Option(names = "--count", defaultValue = "10", description = "How many; 10.")
    private int count;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Only later ones, as 2026-03-28T00:00:00Z; by default from now on.")
    private String from;

    @Override
    int call(Api api, Output output) throws IOException {
        String query = "?count=" + count + (from == null ? "" : "&from=" + Api.escape(from));
        JsonNode answer;
        if (id != null && !options.any()) {
            answer = api.get("/api/v1/schedules/" + Api.escape(id) + "/preview" + query);
        } else {
            ObjectNode body =
                    id == null
                            ? Api.JSON.createObjectNode()
                            : ScheduleEdit.spec(api.get("/api/v1/schedules/" + Api.escape(id)));
            options.apply(body);
            if (id == null) {
                options.timing();
            }
            answer = api.post("/api/v1/schedules/preview" + query, body, Duration.ZERO);
        }
        output.answer(answer, () -> lines(answer));
        return ExitCode.OK;
    }

    private static List<String> lines(JsonNode answer) {
        String zone = Nodes.text(answer, "zone");
        boolean late = false;
        for (JsonNode fire : answer.path("items")) {
            late |= !Nodes.text(fire, "dueAt").equals(Nodes.text(fire, "fireTime"));
        }
        Table table =
                late
                        ? new Table("FIRE TIME", "LOCAL (" + zone + ")", "DUE", "CLOCK CHANGE")
                        : new Table("FIRE TIME", "LOCAL (" + zone + ")", "CLOCK CHANGE");
        for (JsonNode fire : answer.path("items")) {
            List<String> row = new ArrayList<>();
            row.add(Nodes.text(fire, "fireTime"));
            row.add(Nodes.text(fire, "local"));
            if (late) {
                row.add(Nodes.text(fire, "dueAt"));
            }
            row.add(Nodes.text(fire, "daylightSaving"));
            table.row(row.toArray(String[]::new));
        }
        List<String> lines = new ArrayList<>(table.lines());
        for (JsonNode gone : answer.path("skipped")) {
            lines.add(
                    "No fire at local "
                            + Nodes.text(gone, "local")
                            + ": it "
                            + Nodes.text(gone, "reason")
                            + ".");
        }
        return lines;
    }
}
