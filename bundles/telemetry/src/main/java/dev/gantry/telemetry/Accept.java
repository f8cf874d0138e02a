package dev.gantry.telemetry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Which format a scraper wants. */
final class Accept {
    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    static final String PROTOBUF =
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
                    + " encoding=delimited";

    private Accept() {}

    /**
     * The content type to answer with: protocol buffers or OpenMetrics if they are named and not
     * liked less than the others.
     *
     * @param header value of {@code Accept}, or {@code null}
     * @param protobuf whether protocol buffers are offered
     */
    static String best(String header, boolean protobuf) {
        if (header == null) {
            return TEXT;
        }
        double binary = 0;
        double openMetrics = 0;
        double text = 0;
        for (String range : header.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = range.strip().split("\\s*;\\s*");
            double weight = weight(parts);
            switch (parts[0]) {
                case "application/vnd.google.protobuf" ->
                        binary = protobuf && families(parts) ? Math.max(binary, weight) : binary;
                case "application/openmetrics-text" -> openMetrics = Math.max(openMetrics, weight);
                case "text/plain" -> text = Math.max(text, weight);
                default -> {
                    // other formats are not offered; a wildcard is content with the default
                }
            }
        }
        if (binary > 0 && binary >= openMetrics && binary >= text) {
            return PROTOBUF;
        }
        return openMetrics > 0 && openMetrics >= text ? OPEN_METRICS : TEXT;
    }

    private static boolean families(String[] parts) {
        return Set.copyOf(Arrays.asList(parts))
                .containsAll(
                        Set.of("proto=io.prometheus.client.metricfamily", "encoding=delimited"));
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
