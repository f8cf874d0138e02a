package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** {@code gantry metrics}. */
@Command(
        name = "metrics",
        description = "Print what a scraper sees, or the series of some names.",
        footer = {"", "Example:", "  gantry metrics --name gantry_queue --watch"})
final class MetricsCommand extends ClientCommand implements Watched {
    @Option(
            names = "--name",
            paramLabel = "TEXT",
            description = "Only series whose names begin so, without their descriptions.")
    private String name;

    @Override
    int call(Api api, Output output) throws IOException {
        String text;
        try (InputStream document = api.document("/metrics", false)) {
            text = new String(document.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> lines = name == null ? text.lines().toList() : series(text).toList();
        ObjectNode answer = Api.JSON.createObjectNode();
        ObjectNode values = answer.putObject("series");
        series(text)
                .forEach(
                        line -> {
                            int end = line.lastIndexOf(' ');
                            values.put(line.substring(0, end), line.substring(end + 1));
                        });
        output.answer(answer, () -> lines);
        return ExitCode.OK;
    }

    private Stream<String> series(String text) {
        return text.lines()
                .filter(line -> line.indexOf(' ') > 0 && !line.startsWith("#"))
                .filter(line -> name == null || line.startsWith(name));
    }
}
