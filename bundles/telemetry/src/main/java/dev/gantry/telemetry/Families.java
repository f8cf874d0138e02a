package dev.gantry.telemetry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What is known of each metric by its name: kind, label names and how many combinations of label
 * values it has. Guarded by its own monitor, which the caller holds.
 */
final class Families {
    enum Kind {
        COUNTER,
        TIMER,
        GAUGE
    }

    private static final Logger LOG = LoggerFactory.getLogger(Families.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern SUFFIX = Pattern.compile("_(total|info)$");

    private final int limit;
    private final Consumer<String> folded;
    private final Map<String, Family> families = new HashMap<>();

    /**
     * @param limit combinations of label values a metric
     * @param folded told the metric's name each time that one was refused
     */
    Families(int limit, Consumer<String> folded) {
        this.limit = limit;
        this.folded = folded;
    }

    /**
     * Takes in a new series.
     *
     * @return the series, or the one that it is folded into
     * @throws IllegalArgumentException if the name is bad, or stands for another kind or other
     *     labels already
     */
    Series admit(Kind kind, Series series) {
        String base = base(series.name());
        Family family = families.get(base);
        if (family == null) {
            if (!NAME.matcher(series.name()).matches()) {
                throw new IllegalArgumentException(
                        "a metric's name is lower-case letters, digits and _: " + series.name());
            }
            family = new Family(series.name(), kind, series.labelNames());
            families.put(base, family);
        }
        family.check(kind, series);
        if (family.size < limit) {
            family.size++;
            return series;
        }
        folded.accept(series.name());
        if (!family.warned) {
            family.warned = true;
            LOG.warn(
                    "{} has more than {} combinations of {}; further ones are counted as {}. Use"
                            + " fewer values for these labels",
                    series.name(),
                    limit,
                    family.labels,
                    Series.OTHER);
        }
        return series.folded();
    }

    /** Makes room again. */
    void release(Series series) {
        families.get(base(series.name())).size--;
    }

    /** In OpenMetrics these are suffixes of a family: {@code x} beside {@code x_total} breaks. */
    private static String base(String name) {
        return SUFFIX.matcher(name).replaceFirst("");
    }

    private static final class Family {
        private final String name;
        private final Kind kind;
        private final List<String> labels;
        private int size;
        private boolean warned;

        Family(String name, Kind kind, List<String> labels) {
            this.name = name;
            this.kind = kind;
            this.labels = labels;
        }

        void check(Kind otherKind, Series series) {
            if (!name.equals(series.name())
                    || kind != otherKind
                    || !labels.equals(series.labelNames())) {
                throw new IllegalArgumentException(
                        "%s is a %s with the labels %s already; %s cannot be a %s with %s"
                                .formatted(
                                        name,
                                        kind.name().toLowerCase(Locale.ROOT),
                                        labels,
                                        series.name(),
                                        otherKind.name().toLowerCase(Locale.ROOT),
                                        series.labelNames()));
            }
        }
    }
}
