package dev.gantry.plugins.host;

import dev.gantry.api.context.Registration;
import dev.gantry.api.metric.Gauge;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.meter.PluginMeters;
import dev.gantry.spi.plugin.RevisionRef;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** Keeps meters by name and labels. */
final class RecordedMeters implements Meters {
    final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
    final Map<String, DoubleSupplier> asked = new ConcurrentHashMap<>();
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
    public PluginMeters plugin(RevisionRef revision) {
        return new OfPlugin(revision);
    }

    /** Holds what plugins are asked for until it is closed, as the real one does. */
    private final class OfPlugin implements PluginMeters {
        private final RevisionRef revision;

        OfPlugin(RevisionRef revision) {
            this.revision = revision;
        }

        @Override
        public dev.gantry.api.metric.Counter counter(String name, String help, String... labels) {
            return NONE.counter(name, help);
        }

        @Override
        public dev.gantry.api.metric.Timer timer(String name, String help, String... labels) {
            return NONE.timer(name, help);
        }

        @Override
        public Gauge gauge(String name, String help, String... labels) {
            return NONE.gauge(name, help);
        }

        @Override
        public Registration gauge(
                String name, String help, DoubleSupplier value, String... labels) {
            asked.put(revision + " " + name, value);
            return () -> asked.remove(revision + " " + name, value);
        }

        @Override
        public void close() {
            asked.keySet().removeIf(key -> key.startsWith(revision + " "));
        }
    }

    @Override
    public AutoCloseable gauge(String name, String help, DoubleSupplier value, String... labels) {
        String key = name + String.join(",", labels);
        gauges.put(key, value);
        return () -> gauges.remove(key, value);
    }
}
