package dev.gantry.spi.meter;

import dev.gantry.api.context.Registration;
import dev.gantry.api.metric.Counter;
import dev.gantry.api.metric.Gauge;
import dev.gantry.api.metric.Metrics;
import dev.gantry.api.metric.Timer;

import org.osgi.annotation.versioning.ProviderType;

import java.util.function.DoubleSupplier;

/** The metrics of one revision of a plugin. Thread-safe. */
@ProviderType
public interface PluginMeters extends Metrics, AutoCloseable {

    /** Takes everything and shows nothing. */
    PluginMeters NONE =
            new PluginMeters() {
                @Override
                public Counter counter(String name, String help, String... labels) {
                    return amount -> {};
                }

                @Override
                public Timer timer(String name, String help, String... labels) {
                    return took -> {};
                }

                @Override
                public Gauge gauge(String name, String help, String... labels) {
                    return value -> {};
                }

                @Override
                public Registration gauge(
                        String name, String help, DoubleSupplier value, String... labels) {
                    return () -> {};
                }

                @Override
                public void close() {
                    // there is nothing
                }
            };

    /** Removes all of them, and whatever of the plugin they hold. Further ones are not shown. */
    @Override
    void close();
}
