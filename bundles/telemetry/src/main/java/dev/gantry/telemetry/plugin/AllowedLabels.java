package dev.gantry.telemetry.plugin;

import dev.gantry.metricrules.MetricRules;

import java.util.HashSet;
import java.util.Set;

/**
 * The labels that an operator allows to metrics of plugins.
 *
 * @param names {@code null} for any
 */
public record AllowedLabels(Set<String> names) {
    /** The setting. */
    public static final String KEY = "gantry.metrics.plugin.labels";

    private static final String USUAL = "usual";
    private static final String ANY = "*";

    /**
     * From {@code *}, or names with commas between them, of which {@code usual} stands for all of
     * {@link MetricRules#USUAL_LABELS}.
     *
     * @throws IllegalArgumentException what is wrong
     */
    public static AllowedLabels parse(String text) {
        if (text.strip().equals(ANY)) {
            return new AllowedLabels(null);
        }
        Set<String> names = new HashSet<>();
        for (String part : text.split(",")) {
            String name = part.strip();
            if (name.equals(USUAL)) {
                names.addAll(MetricRules.USUAL_LABELS);
            } else if (!name.matches("[a-z][a-z0-9_]{0,49}")) {
                throw new IllegalArgumentException(
                        KEY
                                + ": expected names of labels such as usual,bank,country, or * for"
                                + " any, got "
                                + text);
            } else if (MetricRules.forbidden(name) != null) {
                throw new IllegalArgumentException(
                        KEY + ": the label " + name + " " + MetricRules.forbidden(name));
            } else {
                names.add(name);
            }
        }
        return new AllowedLabels(Set.copyOf(names));
    }

    boolean allows(String label) {
        return names == null || names.contains(label);
    }
}
