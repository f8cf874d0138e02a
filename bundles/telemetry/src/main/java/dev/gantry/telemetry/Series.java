package dev.gantry.telemetry;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
