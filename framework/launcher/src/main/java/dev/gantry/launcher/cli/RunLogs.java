package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** {@code gantry run logs}. */
@Command(name = "logs", description = "Print what a run logged.")
final class RunLogs extends ClientCommand {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    /** How long a connection may be lost before following ends. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final long PAUSE_MS = 50;
    private static final long MAX_PAUSE_MS = 1000;

    @Parameters(paramLabel = "RUN", description = "Id of the run.")
    private String id;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the run is over, and end as it did.")
    private boolean follow;

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            description =
                    "How long to try again when the connection is lost, as when Gantry is"
                            + " restarted (default: PT1M).")
    private Duration patience = PATIENCE;

    @Override
    int call(Api api, Output output) {
        if (follow) {
            return outcome(follow(api, id, patience, output));
        }
        String path = "/api/v1/runs/" + Api.escape(id) + "/logs";
        String next = "0";
        while (true) {
            JsonNode page = api.get(path + "?after=" + Api.escape(next));
            page.path("items").forEach(printing(output));
            String after = Nodes.text(page, "next");
            if (after.isEmpty() || after.equals(next) || page.path("items").isEmpty()) {
                elsewhere(page.path("elsewhere"), output);
                return ExitCode.OK;
            }
            next = after;
        }
    }

    private static Consumer<JsonNode> printing(Output output) {
        return line -> output.item(line, () -> line(line));
    }

    /** Prints what a run logs until it is over, and notes for people how far it is. */
    static JsonNode follow(Api api, String id, Duration patience, Output output) {
        return follow(
                api,
                id,
                patience,
                printing(output),
                told -> {
                    if (told.has("node")) {
                        elsewhere(told, output);
                    } else if (output.forPeople()) {
                        output.note("Progress: " + progress(told));
                    }
                });
    }

    /** Where there are lines that this node has not. */
    private static void elsewhere(JsonNode told, Output output) {
        if (told.isObject()) {
            output.note(Nodes.text(told, "message"));
        }
    }

    /**
     * Hands on what a run logs until it is over. A lost connection is taken up again, so that a
     * restart of Gantry leaves no gap and nothing comes twice.
     *
     * @param patience how long it may be lost
     * @param beside is given how far the run is, each time that it tells that, and where there are
     *     lines that this node has not
     * @return the run as it ended
     */
    static JsonNode follow(
            Api api,
            String id,
            Duration patience,
            Consumer<JsonNode> lines,
            Consumer<JsonNode> beside) {
        Following following = new Following(lines, beside);
        long tries = 0;
        long since = System.nanoTime();
        while (true) {
            String from = following.last;
            ApiException lost =
                    new ApiException(
                            ExitCode.UNREACHABLE,
                            "Gantry ended the stream before run " + id + " was over");
            try {
                api.follow("/api/v1/runs/" + Api.escape(id) + "/logs", from, following);
            } catch (ApiException e) {
                if (!e.away()) {
                    throw e;
                }
                lost = e;
            }
            if (following.end != null) {
                return following.end;
            }
            if (!Objects.equals(from, following.last)) {
                tries = 0;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > patience.toNanos()) {
                throw lost;
            }
            pause(Math.min(PAUSE_MS << Math.min(tries++, 5), MAX_PAUSE_MS));
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ExitCode.FAILED, "interrupted");
        }
    }

    /** What has come of a log; used by one thread. */
    private static final class Following implements Predicate<ServerEvent> {
        private final Consumer<JsonNode> lines;
        private final Consumer<JsonNode> beside;
        private String last;
        private JsonNode end;

        Following(Consumer<JsonNode> lines, Consumer<JsonNode> beside) {
            this.lines = lines;
            this.beside = beside;
        }

        @Override
        public boolean test(ServerEvent event) {
            JsonNode data = Api.JSON.readTree(event.data());
            switch (event.type()) {
                case "end" -> end = data;
                case "log" -> {
                    last = event.id();
                    lines.accept(data);
                }
                case "progress", "elsewhere" -> beside.accept(data);
                default -> {} // what a later Gantry adds
            }
            return end == null;
        }
    }

    /** How far a run is, for people; empty if it did not say. */
    static String progress(JsonNode of) {
        double part = of.path("progress").asDouble(0);
        String percent = part > 0 ? Math.round(100 * part) + "%" : "";
        return (percent + " " + Nodes.text(of, "progressMessage")).strip();
    }

    /** The exit code that tells how a run ended. */
    static int outcome(JsonNode run) {
        return Nodes.text(run, "result").equals("success")
                ? ExitCode.OK
                : ExitCode.RUN_NOT_SUCCESSFUL;
    }

    /** A line for people. */
    static String line(JsonNode line) {
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
