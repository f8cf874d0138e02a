package dev.gantry.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with variables, as {@code /api/v1/runs/{id}}. A variable stands for one whole segment.
 *
 * @param text as it stands in the OpenAPI document
 * @param segments of the text
 */
public record PathTemplate(String text, List<String> segments) {

    /** From its text. */
    public PathTemplate(String text) {
        this(text, split(text));
    }

    /** The variables' values if {@code others} fit; they are decoded already. */
    public Optional<Map<String, String>> match(List<String> others) {
        if (segments.size() != others.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (segment.startsWith("{")) {
                if (others.get(i).isEmpty()) {
                    return Optional.empty();
                }
                values.put(segment.substring(1, segment.length() - 1), others.get(i));
            } else if (!segment.equals(others.get(i))) {
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
