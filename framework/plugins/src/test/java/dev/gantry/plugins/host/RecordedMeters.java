package dev.gantry.plugins.host;

import dev.gantry.spi.meter.Meters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** Keeps meters by name and labels. */
final class RecordedMeters implements Meters {
    final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
    final List<Duration> times = new ArrayList<>();

    @Override
    public Counter counter(String name, String help, String... labels) {
        return amount -> {};
    }

    @Override
    public Timer timer(String name, String help, String... labels) {
        return took -> {
            synchronized (times) {
                times.add(took);
            }
        };
    }

    @Override
    public AutoCloseable gauge(String name, String help, DoubleSupplier value, String... labels) {
        String key = name + String.join(",", labels);
        gauges.put(key, value);
        return () -> gauges.remove(key, value);
    }
}
