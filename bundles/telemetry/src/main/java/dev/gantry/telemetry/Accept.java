package dev.gantry.telemetry;

import java.util.Locale;

/** Which text format a scraper wants. */
final class Accept {
    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private Accept() {}

    /**
     * The content type to answer with: OpenMetrics if it is named and not liked less than plain
     * text.
     *
     * @param header value of {@code Accept}, or {@code null}
     */
    static String best(String header) {
        if (header == null) {
            return TEXT;
        }
        double openMetrics = 0;
        double text = 0;
        for (String range : header.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = range.strip().split("\\s*;\\s*");
            double weight = weight(parts);
            switch (parts[0]) {
                case "application/openmetrics-text" -> openMetrics = Math.max(openMetrics, weight);
                case "text/plain" -> text = Math.max(text, weight);
                default -> {
                    // other formats are not offered; a wildcard is content with the default
                }
            }
        }
        return openMetrics > 0 && openMetrics >= text ? OPEN_METRICS : TEXT;
    }

    private static double weight(String[] parts) {
        for (String part : parts) {
            if (part.startsWith("q=")) {
                try {
                    return Double.parseDouble(part.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
