package dev.gantry.analysis.anomaly.nab;

import dev.gantry.analysis.anomaly.nab.LabelledSeries.Window;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of the form that the Numenta Anomaly Benchmark has: {@code data/KIND/NAME.csv} with
 * columns timestamp and value, {@code combined_windows.json} and {@code profiles.json}.
 */
public record LabelledFolder(List<LabelledSeries> series, List<Profile> profiles) {
    /**
     * @throws IOException that names the file in which something is missing
     */
    public static LabelledFolder read(Path folder) throws IOException {
        JsonMapper json = new JsonMapper();
        JsonNode labels = json.readTree(Files.readString(folder.resolve("combined_windows.json")));
        List<LabelledSeries> series = new ArrayList<>();
        Path data = folder.resolve("data");
        try (var files = Files.walk(data)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".csv")).sorted().toList()) {
                String name = data.relativize(file).toString().replace('\\', '/');
                if (!labels.has(name)) {
                    throw new IOException("combined_windows.json does not name " + name);
                }
                series.add(series(name, Files.readAllLines(file), labels.get(name)));
            }
        }
        return new LabelledFolder(
                series, profiles(json.readTree(Files.readString(folder.resolve("profiles.json")))));
    }

    private static List<Profile> profiles(JsonNode all) {
        return all.propertyStream()
                .map(
                        e -> {
                            JsonNode costs = e.getValue().get("CostMatrix");
                            return new Profile(
                                    e.getKey(),
                                    costs.get("tpWeight").asDouble(),
                                    costs.get("fnWeight").asDouble(),
                                    costs.get("fpWeight").asDouble());
                        })
                .toList();
    }

    private static LabelledSeries series(String name, List<String> lines, JsonNode labels)
            throws IOException {
        List<Instant> times = new ArrayList<>();
        double[] values = new double[lines.size() - 1];
        for (int i = 1; i < lines.size(); i++) {
            String[] columns = lines.get(i).split(",");
            if (columns.length != 2) {
                throw new IOException(name + " has no timestamp and value in line " + (i + 1));
            }
            times.add(time(columns[0]));
            values[i - 1] = Double.parseDouble(columns[1]);
        }
        List<Window> windows = new ArrayList<>();
        for (JsonNode label : labels) {
            windows.add(
                    new Window(
                            times.indexOf(time(label.get(0).asString())),
                            times.lastIndexOf(time(label.get(1).asString()))));
            if (windows.getLast().first() < 0 || windows.getLast().last() < 0) {
                throw new IOException(
                        "combined_windows.json has a window with a time that is not in " + name);
            }
        }
        return new LabelledSeries(name, List.copyOf(times), values, List.copyOf(windows));
    }

    private static Instant time(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }
}
