package dev.gantry.spi.meter;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Where bundles leave their numbers. Names are as in the metrics' own documentation, in full
 * ({@code gantry_queue_depth}); labels are pairs of name and value. Asking twice for the same gives
 * the same meter. Thread-safe.
 */
@ProviderType
public interface Meters {

    /** A number that only grows. Its name ends in {@code _total}. */
    Counter counter(String name, String help, String... labels);

    /** How long something takes, as a histogram. Its name ends in {@code _seconds}. */
    Timer timer(String name, String help, String... labels);

    /**
     * A number read at each scrape.
     *
     * @return close it to remove the gauge
     */
    AutoCloseable gauge(String name, String help, DoubleSupplier value, String... labels);

    /**
     * A number that only grows, read at each scrape. Its name ends in {@code _total}. Those of the
     * same name and labels are added up.
     *
     * @return close it to remove the number
     */
    default AutoCloseable total(String name, String help, DoubleSupplier value, String... labels) {
        return gauge(name, help, value, labels);
    }

    /**
     * Removes the counters of a name that have these labels among theirs, as what they counted is
     * gone. Who asks for one again gets a new one that begins at zero.
     */
    default void forget(String name, String... labels) {}

    /** A number that only grows. */
    @ProviderType
    interface Counter {
        /** Adds. */
        void add(double amount);

        /** Adds one. */
        default void increment() {
            add(1);
        }
    }

    /** How long something takes. */
    @ProviderType
    interface Timer {
        /** Adds one observation. */
        void record(Duration took);
    }
}
