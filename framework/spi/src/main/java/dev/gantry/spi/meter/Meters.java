package dev.gantry.spi.meter;

import dev.gantry.spi.plugin.RevisionRef;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
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
     * As {@link #timer(String, String, String...)}, with buckets of its own.
     *
     * @param steps upper ends of the buckets, ascending; those of who asks first hold
     */
    default Timer timer(String name, String help, List<Duration> steps, String... labels) {
        return timer(name, help, labels);
    }

    /**
     * A number read at each scrape.
     *
     * @return close it to remove the gauge
     */
    AutoCloseable gauge(String name, String help, DoubleSupplier value, String... labels);

    /**
     * Numbers read at each scrape, of which nobody knows beforehand how many there are.
     *
     * @param labels the names of the labels
     * @param read gives all of them, each combination of values once
     * @return close it to remove them
     */
    default AutoCloseable gauges(
            String name, String help, List<String> labels, Consumer<Rows> read) {
        return () -> {};
    }

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
     * Removes the counters and timers of a name that have these labels among theirs, as what they
     * counted is gone. Who asks for one again gets a new one that begins at zero.
     */
    default void forget(String name, String... labels) {}

    /** The metrics that a revision of a plugin has of its own, until they are closed. */
    default PluginMeters plugin(RevisionRef revision) {
        return PluginMeters.NONE;
    }

    /** A number that only grows. */
    @ProviderType
    interface Counter {
        /** Adds. */
        void add(double amount);

        /** Adds one. */
        default void increment() {
            add(1);
        }

        /**
         * Names a trace that tells more of something that was counted.
         *
         * @param traceId 32 hexadecimal digits
         */
        default void exemplar(String traceId) {}
    }

    /** How long something takes. */
    @ProviderType
    interface Timer {
        /** Adds one observation. */
        void record(Duration took);

        /**
         * Adds one observation.
         *
         * @param nanos less than zero counts as zero
         */
        default void record(long nanos) {
            record(Duration.ofNanos(Math.max(0, nanos)));
        }

        /**
         * Names a trace that tells more of an observation that was added.
         *
         * @param nanos less than zero counts as zero
         * @param traceId 32 hexadecimal digits
         */
        default void exemplar(long nanos, String traceId) {}
    }

    /** Takes numbers in. */
    @ProviderType
    interface Rows {
        /**
         * Takes one in.
         *
         * @param labels the values of the labels, in the order of their names
         */
        void add(double value, String... labels);
    }
}
