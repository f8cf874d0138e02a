package dev.gantry.telemetry;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One combination of label values of one metric.
 *
 * @param pairs names and values in turn
 */
record Series(String name, List<String> pairs) {
    static final String OTHER = "_other";

    static Series of(String name, String... labels) {
        if (labels.length % 2 != 0) {
            throw new IllegalArgumentException(
                    name + ": labels are pairs of name and value, not " + Arrays.toString(labels));
        }
        return new Series(name, List.of(labels));
    }

    /** Where the values are that are one too many. */
    Series folded() {
        List<String> folded = new ArrayList<>(pairs);
        for (int i = 1; i < folded.size(); i += 2) {
            folded.set(i, OTHER);
        }
        return new Series(name, List.copyOf(folded));
    }

    /** Whether it has the name and all labels of another one. */
    boolean covers(Series other) {
        Map<String, String> mine = map();
        return name.equals(other.name)
                && other.map().entrySet().stream()
                        .allMatch(label -> label.getValue().equals(mine.get(label.getKey())));
    }

    private Map<String, String> map() {
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            labels.put(pairs.get(i), pairs.get(i + 1));
        }
        return labels;
    }

    List<String> labelNames() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            names.add(pairs.get(i));
        }
        return names;
    }

    Iterable<Tag> labels() {
        return Tags.of(pairs.toArray(String[]::new));
    }
}
