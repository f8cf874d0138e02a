package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** {@code gantry run logs}. */
@Command(name = "logs", description = "Print what a run logged.")
final class RunLogs extends ClientCommand {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Parameters(paramLabel = "RUN", description = "Id of the run.")
    private String id;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the run is over, and end as it did.")
    private boolean follow;

    @Override
    int call(Api api, Output output) {
        if (follow) {
            return outcome(follow(api, id, printing(output)));
        }
        String path = "/api/v1/runs/" + Api.escape(id) + "/logs";
        String next = "0";
        while (true) {
            JsonNode page = api.get(path + "?after=" + Api.escape(next));
            page.path("items").forEach(printing(output));
            String after = Nodes.text(page, "next");
            if (after.isEmpty() || after.equals(next) || page.path("items").isEmpty()) {
                return ExitCode.OK;
            }
            next = after;
        }
    }

    /** Prints each line. */
    static Consumer<JsonNode> printing(Output output) {
        return line -> output.item(line, () -> line(line));
    }

    /**
     * Hands on what a run logs until it is over. A lost connection is taken up again once.
     *
     * @return the run as it ended
     */
    static JsonNode follow(Api api, String id, Consumer<JsonNode> lines) {
        String path = "/api/v1/runs/" + Api.escape(id) + "/logs";
        AtomicReference<JsonNode> end = new AtomicReference<>();
        AtomicReference<String> last = new AtomicReference<>();
        boolean progress = true;
        while (progress) {
            String from = last.get();
            api.follow(
                    path,
                    from,
                    event -> {
                        JsonNode data = Api.JSON.readTree(event.data());
                        if (event.type().equals("end")) {
                            end.set(data);
                            return false;
                        }
                        if (event.id() != null) {
                            last.set(event.id());
                        }
                        lines.accept(data);
                        return true;
                    });
            if (end.get() != null) {
                return end.get();
            }
            progress = last.get() != null && !last.get().equals(from);
        }
        throw new ApiException(
                ExitCode.UNREACHABLE, "Gantry ended the stream before run " + id + " was over");
    }

    /** The exit code that tells how a run ended. */
    static int outcome(JsonNode run) {
        return Nodes.text(run, "result").equals("success")
                ? ExitCode.OK
                : ExitCode.RUN_NOT_SUCCESSFUL;
    }

    private static String line(JsonNode line) {
        String at = Nodes.text(line, "at");
        try {
            at = TIME.format(Instant.parse(at));
        } catch (DateTimeParseException e) {
            // shown as it came
        }
        return String.format(
                "%s %-5s %s",
                at,
                Nodes.text(line, "level").toUpperCase(Locale.ROOT),
                Nodes.text(line, "message"));
    }
}
