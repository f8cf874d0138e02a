package dev.gantry.telemetry.series;

import java.util.Map;

/**
 * What an operator chose.
 *
 * @param perMetric combinations of label values a metric
 * @param perPlugin the same of all metrics of a plugin together
 * @param common labels that every series has
 * @param fine whether histograms have native buckets
 */
public record Limits(int perMetric, int perPlugin, Map<String, String> common, boolean fine) {}
