package dev.gantry.testkit;

import dev.gantry.api.context.Registration;
import dev.gantry.api.metric.Counter;
import dev.gantry.api.metric.Gauge;
import dev.gantry.api.metric.Metrics;
import dev.gantry.api.metric.Timer;
import dev.gantry.metricrules.MetricRules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/**
 * The metrics that plugin code leaves in a test, checked by the same rules as in Gantry. For a
 * component under test make one and hand it over. A label that operators do not allow {@linkplain
 * MetricRules#USUAL_LABELS by default} is accepted here. Thread-safe.
 */
public final class RecordedMetrics implements Metrics {
    private final Map<String, MetricRules.Kind> kinds = new ConcurrentHashMap<>();
    private final Map<String, Double> numbers = new ConcurrentHashMap<>();
    private final Map<String, DoubleSupplier> suppliers = new ConcurrentHashMap<>();
    private final Map<String, List<Duration>> times = new ConcurrentHashMap<>();

    /** With nothing in it. */
    public RecordedMetrics() {}

    private String key(MetricRules.Kind kind, String name, String... labels) {
        MetricRules.check(kind, name, labels);
        MetricRules.Kind before = kinds.putIfAbsent(name, kind);
        if (before != null && before != kind) {
            throw new IllegalArgumentException(
                    "metric " + name + ": it is a " + before + " already; use another name");
        }
        return key(name, labels);
    }

    private static String key(String name, String... labels) {
        Map<String, String> sorted = new TreeMap<>();
        for (int i = 0; i + 1 < labels.length; i += 2) {
            sorted.put(labels[i], labels[i + 1]);
        }
        return sorted.isEmpty() ? name : name + sorted;
    }

    @Override
    public Counter counter(String name, String help, String... labels) {
        String key = key(MetricRules.Kind.COUNTER, name, labels);
        return amount -> {
            if (amount >= 0) {
                numbers.merge(key, amount, Double::sum);
            }
        };
    }

    @Override
    public Timer timer(String name, String help, String... labels) {
        String key = key(MetricRules.Kind.TIMER, name, labels);
        return took ->
                times.compute(
                        key,
                        (its, before) -> {
                            List<Duration> all =
                                    new ArrayList<>(before == null ? List.of() : before);
                            all.add(took.isNegative() ? Duration.ZERO : took);
                            return all;
                        });
    }

    @Override
    public Gauge gauge(String name, String help, String... labels) {
        String key = key(MetricRules.Kind.GAUGE, name, labels);
        return value -> numbers.put(key, value);
    }

    @Override
    public Registration gauge(String name, String help, DoubleSupplier value, String... labels) {
        String key = key(MetricRules.Kind.GAUGE, name, labels);
        suppliers.put(key, value);
        return () -> suppliers.remove(key, value);
    }

    /**
     * What a counter counted, or what a gauge is now.
     *
     * @param name as the plugin calls it
     * @param labels pairs of name and value, in any order
     * @return empty if there is none
     */
    public OptionalDouble value(String name, String... labels) {
        String key = key(name, labels);
        DoubleSupplier supplier = suppliers.get(key);
        if (supplier != null) {
            return OptionalDouble.of(supplier.getAsDouble());
        }
        Double number = numbers.get(key);
        return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
    }

    /**
     * What a timer was told, in order.
     *
     * @param name as the plugin calls it
     * @param labels pairs of name and value, in any order
     */
    public List<Duration> times(String name, String... labels) {
        return List.copyOf(times.getOrDefault(key(name, labels), List.of()));
    }

    /** All that was told, for a person. */
    @Override
    public String toString() {
        Map<String, Object> all = new TreeMap<>(numbers);
        all.putAll(times);
        suppliers.forEach((key, supplier) -> all.put(key, supplier.getAsDouble()));
        return all.toString();
    }
}
