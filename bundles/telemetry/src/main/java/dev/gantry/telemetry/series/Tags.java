package dev.gantry.telemetry.series;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The labels of a series, sorted by name, with their text made once. Immutable; the arrays are not
 * to be changed.
 *
 * @param text as {@code a="x",b="y"}; empty without labels
 */
public record Tags(String[] names, String[] values, byte[] text) {

    /** From labels in any order. */
    public static Tags of(Map<String, String> labels) {
        Map<String, String> sorted = new TreeMap<>(labels);
        StringBuilder text = new StringBuilder();
        sorted.forEach(
                (name, value) ->
                        text.append(text.isEmpty() ? "" : ",")
                                .append(name)
                                .append("=\"")
                                .append(escaped(value))
                                .append('"'));
        return new Tags(
                sorted.keySet().toArray(String[]::new),
                sorted.values().toArray(String[]::new),
                text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String value) {
        if (value.indexOf('\\') < 0 && value.indexOf('"') < 0 && value.indexOf('\n') < 0) {
            return value;
        }
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
