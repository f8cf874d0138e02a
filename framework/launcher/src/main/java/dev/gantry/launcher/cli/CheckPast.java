package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;

/** What was and what is to come of a check: {@code gantry check series} and so on. */
final class CheckPast {
    private static final int DAYS = 30;

    private CheckPast() {}

    private static String number(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.6g", value.asDouble()) : "";
    }

    @Command(
            name = "series",
            description = "What a check measured; without --measure the names of all it measures.")
    static final class Series extends CheckCommands.OfOne {
        @Option(names = "--measure", paramLabel = "NAME", description = "As latency.seconds.")
        private String measure;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "From when on: a time, or how long ago, as 6h; a day unless said.")
        private String since;

        @Override
        int call(Api api, Output output) {
            Query query =
                    new Query(path() + "/series")
                            .with("measure", measure)
                            .with("from", output.times().instant(since));
            JsonNode answer = api.get(query.toString());
            output.answer(answer, () -> lines(answer));
            return ExitCode.OK;
        }

        private List<String> lines(JsonNode answer) {
            if (measure == null) {
                return Nodes.texts(answer.path("measures"));
            }
            Table table = new Table("AT", "COUNT", "LEAST", "MEAN", "GREATEST");
            for (JsonNode point : answer.path("points")) {
                table.row(
                        Nodes.text(point, "at"),
                        Nodes.text(point, "count"),
                        number(point.path("min")),
                        number(point.path("mean")),
                        number(point.path("max")));
            }
            return table.lines();
        }
    }

    @Command(name = "availability", description = "How the days of a check went, in UTC.")
    static final class Availability extends CheckCommands.OfOne {
        @Option(names = "--days", paramLabel = "N", description = "How many, today as the last.")
        private int days = DAYS;

        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get(path() + "/availability?days=" + days);
            output.answer(answer, () -> lines(answer));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer) {
            Table table = new Table("DAY", "AVAILABLE", "OK", "WARN", "CRITICAL", "UNKNOWN");
            for (JsonNode day : answer.path("days")) {
                JsonNode share = day.path("availability");
                table.row(
                        Nodes.text(day, "date"),
                        share.isNumber()
                                ? String.format(Locale.ROOT, "%.2f %%", share.asDouble() * 100)
                                : "not known",
                        Nodes.text(day, "ok"),
                        Nodes.text(day, "warn"),
                        Nodes.text(day, "critical"),
                        Nodes.text(day, "unknown"));
            }
            return table.lines();
        }
    }

    @Command(
            name = "forecast",
            description = "The 72 hours to come of a measurement, and how far off that was before.")
    static final class Forecast extends CheckCommands.OfOne {
        @Option(
                names = "--measure",
                required = true,
                paramLabel = "NAME",
                description = "As disk.free.ratio.")
        private String measure;

        @Option(
                names = "--full",
                paramLabel = "NUMBER",
                description = "Also tell when this is reached.")
        private Double full;

        @Override
        int call(Api api, Output output) {
            Query query =
                    new Query(path() + "/forecast")
                            .with("measure", measure)
                            .with("full", full == null ? null : full.toString());
            JsonNode answer = api.get(query.toString());
            output.answer(answer, () -> lines(answer));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer) {
            Table table = new Table("AT", "LOW", "EXPECTED", "HIGH");
            for (JsonNode point : answer.path("points")) {
                table.row(
                        Nodes.text(point, "at"),
                        number(point.path("low")),
                        number(point.path("value")),
                        number(point.path("high")));
            }
            List<String> lines = table.lines();
            lines.add("");
            lines.add(
                    "In the past it was off by "
                            + number(answer.at("/pastError/mean"))
                            + " in the mean; made of "
                            + String.join(", ", Nodes.texts(answer.path("models"))));
            String when = Nodes.text(answer.path("full"), "words");
            if (!when.isEmpty()) {
                lines.add(when);
            }
            return lines;
        }
    }
}
