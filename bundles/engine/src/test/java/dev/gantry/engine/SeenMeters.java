package dev.gantry.engine;

import dev.gantry.spi.meter.Meters;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/** Keeps gauges and totals for a test to read, and nothing else. */
final class SeenMeters implements Meters {
    final Map<String, DoubleSupplier> shown = new ConcurrentSkipListMap<>();

    @Override
    public Counter counter(String name, String help, String... labels) {
        return amount -> {};
    }

    @Override
    public Timer timer(String name, String help, String... labels) {
        return took -> {};
    }

    @Override
    public AutoCloseable gauge(String name, String help, DoubleSupplier value, String... labels) {
        String key = name + " " + String.join(" ", labels);
        shown.put(key, value);
        return () -> shown.remove(key, value);
    }
}
