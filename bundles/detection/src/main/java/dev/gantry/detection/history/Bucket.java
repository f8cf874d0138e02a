package dev.gantry.detection.history;

import dev.gantry.spi.check.CheckHistory.Point;
import dev.gantry.spi.check.CheckStatus;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a check said and measured within some hours. Stored as {@code
 * {"status":{"ok":3600000},"measures":{"latency.seconds":[120,0.1,0.9,24.5]}}}: milliseconds in
 * each status; count, least, greatest and sum of each measurement. Not thread-safe.
 */
final class Bucket {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<CheckStatus, Long> status = new EnumMap<>(CheckStatus.class);
    private final Map<String, Numbers> measures = new TreeMap<>();

    private record Numbers(long count, double min, double max, double sum) {

        Numbers and(double value) {
            return new Numbers(count + 1, Math.min(min, value), Math.max(max, value), sum + value);
        }

        Numbers and(Numbers other) {
            return new Numbers(
                    count + other.count,
                    Math.min(min, other.min),
                    Math.max(max, other.max),
                    sum + other.sum);
        }
    }

    /**
     * Reads one.
     *
     * @throws RuntimeException if it is none
     */
    static Bucket read(String body) {
        JsonNode node = JSON.readTree(body);
        Bucket bucket = new Bucket();
        node.required("status")
                .properties()
                .forEach(
                        each ->
                                bucket.status.put(
                                        CheckStatus.valueOf(each.getKey().toUpperCase(Locale.ROOT)),
                                        each.getValue().asLong()));
        for (Map.Entry<String, JsonNode> each : node.required("measures").properties()) {
            JsonNode of = each.getValue();
            bucket.measures.put(
                    each.getKey(),
                    new Numbers(
                            of.required(0).asLong(),
                            of.required(1).asDouble(),
                            of.required(2).asDouble(),
                            of.required(3).asDouble()));
        }
        return bucket;
    }

    String write() {
        ObjectNode node = JSON.createObjectNode();
        ObjectNode times = node.putObject("status");
        status.forEach((each, ms) -> times.put(each.name().toLowerCase(Locale.ROOT), ms));
        ObjectNode numbers = node.putObject("measures");
        measures.forEach(
                (name, of) -> {
                    ArrayNode array = numbers.putArray(name);
                    array.add(of.count()).add(of.min()).add(of.max()).add(of.sum());
                });
        return JSON.writeValueAsString(node);
    }

    void measured(Map<String, Double> measurements) {
        measurements.forEach(
                (name, value) ->
                        measures.merge(
                                name, new Numbers(1, value, value, value), (a, b) -> a.and(value)));
    }

    void spent(CheckStatus in, Duration time) {
        status.merge(in, time.toMillis(), Long::sum);
    }

    /** Takes what is in another one as well. */
    void add(Bucket other) {
        other.status.forEach((each, ms) -> status.merge(each, ms, Long::sum));
        other.measures.forEach((name, of) -> measures.merge(name, of, Numbers::and));
    }

    Duration in(CheckStatus each) {
        return Duration.ofMillis(status.getOrDefault(each, 0L));
    }

    Set<String> measures() {
        return measures.keySet();
    }

    Optional<Point> point(String measure, Instant at) {
        return Optional.ofNullable(measures.get(measure))
                .map(of -> new Point(at, of.count(), of.min(), of.sum() / of.count(), of.max()));
    }
}
