package dev.gantry.detection;

import dev.gantry.spi.meter.Meters;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/** Keeps what is counted; a meter's name is followed by its labels. */
final class Numbers implements Meters {
    final Map<String, Double> counted = new ConcurrentHashMap<>();
    final Map<String, List<Duration>> timed = new ConcurrentHashMap<>();
    final Map<String, DoubleSupplier> shown = new ConcurrentHashMap<>();

    private static String key(String name, String... labels) {
        return labels.length == 0 ? name : name + " " + String.join(" ", labels);
    }

    /** How much was counted. */
    double of(String key) {
        return counted.getOrDefault(key, 0.0);
    }

    @Override
    public Counter counter(String name, String help, String... labels) {
        return amount -> counted.merge(key(name, labels), amount, Double::sum);
    }

    @Override
    public Timer timer(String name, String help, String... labels) {
        return took ->
                timed.computeIfAbsent(key(name, labels), k -> new CopyOnWriteArrayList<>())
                        .add(took);
    }

    @Override
    public AutoCloseable gauge(String name, String help, DoubleSupplier value, String... labels) {
        shown.put(key(name, labels), value);
        return () -> {};
    }
}
