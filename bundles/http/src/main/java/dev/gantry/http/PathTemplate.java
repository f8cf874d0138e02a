package dev.gantry.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with variables, as {@code /api/v1/runs/{id}}. A variable stands for one whole segment.
 *
 * @param text as it stands in the OpenAPI document
 */
public record PathTemplate(String text) {

    /** The variables' values if {@code segments} fit; the segments are decoded already. */
    public Optional<Map<String, String>> match(List<String> segments) {
        List<String> mine = split(text);
        if (mine.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < mine.size(); i++) {
            String segment = mine.get(i);
            if (segment.startsWith("{")) {
                if (segments.get(i).isEmpty()) {
                    return Optional.empty();
                }
                values.put(segment.substring(1, segment.length() - 1), segments.get(i));
            } else if (!segment.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    /** The segments of a path that starts with a slash. */
    public static List<String> split(String path) {
        return List.of(path.substring(1).split("/", -1));
    }
}
