package dev.gantry.telemetry;

import dev.gantry.spi.config.Settings;
import dev.gantry.telemetry.plugin.AllowedLabels;
import dev.gantry.telemetry.series.Limits;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What an operator chose for metrics.
 *
 * @param scrapes how many are answered at one time
 * @param patience how long one may take
 */
record MeterSettings(Limits limits, AllowedLabels allowed, int scrapes, Duration patience) {
    private static final String LABELS = "gantry.telemetry.labels";
    private static final String TIMEOUT = "gantry.metrics.timeout";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final int SERIES = 1000;
    private static final int PLUGIN_SERIES = 5000;
    private static final int SCRAPES = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static final MeterSettings USUAL = usual(SERIES);

    /** With another limit of combinations a metric. */
    static MeterSettings usual(int perMetric) {
        return new MeterSettings(
                new Limits(perMetric, PLUGIN_SERIES, Map.of(), false),
                AllowedLabels.parse("usual"),
                SCRAPES,
                PATIENCE);
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException naming the key, the value and what was expected
     */
    static MeterSettings read(Settings settings) {
        return new MeterSettings(
                new Limits(
                        (int) settings.number("gantry.metrics.series", SERIES, 10, 1_000_000),
                        (int)
                                settings.number(
                                        "gantry.metrics.plugin.series",
                                        PLUGIN_SERIES,
                                        10,
                                        1_000_000),
                        labels(settings.text(LABELS, "")),
                        settings.flag("gantry.metrics.native", false)),
                AllowedLabels.parse(settings.text(AllowedLabels.KEY, "usual")),
                (int) settings.number("gantry.metrics.scrapes", SCRAPES, 1, 10_000),
                patience(settings));
    }

    private static Duration patience(Settings settings) {
        Duration patience = settings.duration(TIMEOUT, PATIENCE);
        if (patience.isZero()) {
            throw new IllegalArgumentException(
                    TIMEOUT + ": expected a duration such as PT10S, got " + patience);
        }
        return patience;
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",")) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? "" : part.substring(0, equals).strip();
            String value = part.substring(equals + 1).strip();
            if (!NAME.matcher(name).matches()
                    || name.startsWith("__")
                    || name.equals("le")
                    || name.equals("quantile")
                    || value.isEmpty()) {
                throw new IllegalArgumentException(
                        LABELS
                                + ": expected names and values such as"
                                + " service=orders,env=prod,region=eu-west,team=payments, got "
                                + text);
            }
            labels.put(name, value);
        }
        return labels;
    }
}
