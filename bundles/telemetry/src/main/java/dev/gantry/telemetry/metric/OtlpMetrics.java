package dev.gantry.telemetry.metric;

import dev.gantry.telemetry.otlp.Origin;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableDoublePointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableGaugeData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSumData;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Metrics in the form of OpenTelemetry, of those that a scraper is shown: names and labels are the
 * same, so that a dashboard works on either. Thread-safe.
 */
final class OtlpMetrics {
    private static final AggregationTemporality CUMULATIVE = AggregationTemporality.CUMULATIVE;

    private final Origin origin;
    private final long start;

    /**
     * @param start when counting began, in ns since 1970
     */
    OtlpMetrics(Origin origin, long start) {
        this.origin = origin;
        this.start = start;
    }

    /**
     * @param now in ns since 1970
     */
    List<MetricData> of(Exposition exposition, long now) {
        List<MetricData> all = new ArrayList<>();
        for (Exposition.Family family : exposition.families()) {
            switch (family.type()) {
                case "counter" -> all.add(sum(family, now));
                case "histogram" -> all.add(histogram(family, now));
                case "summary" -> all.addAll(summary(family, now));
                default -> all.add(gauge(family, family.samples(), family.name(), now));
            }
        }
        return all;
    }

    private MetricData sum(Exposition.Family family, long now) {
        List<DoublePointData> points = points(family.samples(), now);
        return ImmutableMetricData.createDoubleSum(
                origin.resource(),
                origin.scope(),
                family.name(),
                family.help(),
                unit(family.name()),
                ImmutableSumData.create(true, CUMULATIVE, points));
    }

    private MetricData gauge(
            Exposition.Family family, List<Exposition.Sample> samples, String name, long now) {
        return ImmutableMetricData.createDoubleGauge(
                origin.resource(),
                origin.scope(),
                name,
                family.help(),
                unit(name),
                ImmutableGaugeData.create(points(samples, now)));
    }

    /** Without buckets: how many, and their sum. */
    private List<MetricData> summary(Exposition.Family family, long now) {
        List<MetricData> all = new ArrayList<>();
        for (String suffix : List.of("_count", "_sum")) {
            List<Exposition.Sample> its =
                    family.samples().stream()
                            .filter(sample -> sample.suffix().equals(suffix))
                            .toList();
            all.add(
                    ImmutableMetricData.createDoubleSum(
                            origin.resource(),
                            origin.scope(),
                            family.name() + suffix,
                            family.help(),
                            suffix.equals("_sum") ? unit(family.name()) : "1",
                            ImmutableSumData.create(true, CUMULATIVE, points(its, now))));
        }
        return all;
    }

    private List<DoublePointData> points(List<Exposition.Sample> samples, long now) {
        return samples.stream()
                .map(
                        sample ->
                                ImmutableDoublePointData.create(
                                        start, now, attributes(sample.labels()), sample.value()))
                .toList();
    }

    private static final class Series {
        private final TreeMap<Double, Long> buckets = new TreeMap<>();
        private double sum;
    }

    private MetricData histogram(Exposition.Family family, long now) {
        Map<Map<String, String>, Series> series = new LinkedHashMap<>();
        for (Exposition.Sample sample : family.samples()) {
            Map<String, String> labels = new LinkedHashMap<>(sample.labels());
            String bound = labels.remove("le");
            Series its = series.computeIfAbsent(labels, _ -> new Series());
            switch (sample.suffix()) {
                case "_bucket" -> its.buckets.put(Exposition.number(bound), (long) sample.value());
                case "_sum" -> its.sum = sample.value();
                default -> {}
            }
        }
        List<HistogramPointData> points = new ArrayList<>();
        series.forEach((labels, its) -> points.add(point(labels, its, now)));
        return ImmutableMetricData.createDoubleHistogram(
                origin.resource(),
                origin.scope(),
                family.name(),
                family.help(),
                unit(family.name()),
                ImmutableHistogramData.create(CUMULATIVE, points));
    }

    private HistogramPointData point(Map<String, String> labels, Series its, long now) {
        List<Double> bounds = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        long below = 0;
        for (Map.Entry<Double, Long> bucket : its.buckets.entrySet()) {
            counts.add(Math.max(0, bucket.getValue() - below));
            below = Math.max(below, bucket.getValue());
            if (bucket.getKey() != Double.POSITIVE_INFINITY) {
                bounds.add(bucket.getKey());
            }
        }
        while (counts.size() <= bounds.size()) {
            counts.add(0L);
        }
        return ImmutableHistogramPointData.create(
                start, now, attributes(labels), its.sum, false, 0, false, 0, bounds, counts);
    }

    private static Attributes attributes(Map<String, String> labels) {
        AttributesBuilder attributes = Attributes.builder();
        labels.forEach(attributes::put);
        return attributes.build();
    }

    private static String unit(String name) {
        String base = name.replaceFirst("_total$", "");
        return base.endsWith("_seconds") || base.endsWith("_seconds_max")
                ? "s"
                : base.endsWith("_bytes") ? "By" : "1";
    }
}
