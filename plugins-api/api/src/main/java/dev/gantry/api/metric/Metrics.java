package dev.gantry.api.metric;

import dev.gantry.api.context.Registration;

import org.osgi.annotation.versioning.ProviderType;

import java.util.function.DoubleSupplier;

/**
 * Makes metrics of a plugin. Tasks and detectors find it in their context; components that live as
 * long as their plugin get it as a service: {@code @Reference Metrics metrics}.
 *
 * <pre>{@code
 * context.metrics().counter("deleted_total", "Files deleted", "kind", "log").add(3);
 * }</pre>
 *
 * <p>A name is what the plugin would call it: Gantry puts {@code gantry_plugin_} and the plugin's
 * short name before it, and adds the labels {@code plugin} and {@code version}. Asking twice for
 * the same gives the same metric, so there is no need to keep one.
 *
 * <p>Names are 1 to 100 lower-case letters, digits and underscores. Labels are pairs of name and
 * value, at most five, with few values that are known beforehand: no ids, places, texts, times or
 * persons. What breaks these rules is refused here and in the test kit alike.
 *
 * <p>What an operator does not allow, or what is one too many, goes nowhere or into {@code _other},
 * and the log says so: work never fails for that. All metrics of a revision end with it.
 * Thread-safe.
 */
@ProviderType
public interface Metrics {

    /**
     * A number that only grows.
     *
     * @param name ends in {@code _total}
     * @param help what is counted, in one line
     * @param labels pairs of name and value
     * @throws IllegalArgumentException if a name is against the rules, or stands for something else
     *     in this plugin; it says what to do
     */
    Counter counter(String name, String help, String... labels);

    /**
     * How long something takes, as a histogram.
     *
     * @param name ends in {@code _seconds}
     * @param help what is measured, in one line
     * @param labels pairs of name and value
     * @throws IllegalArgumentException if a name is against the rules, or stands for something else
     *     in this plugin; it says what to do
     */
    Timer timer(String name, String help, String... labels);

    /**
     * A number that goes up and down, as it was set last.
     *
     * @param help what it is, in one line, with its unit
     * @param labels pairs of name and value
     * @throws IllegalArgumentException if a name is against the rules, or stands for something else
     *     in this plugin; it says what to do
     */
    Gauge gauge(String name, String help, String... labels);

    /**
     * A number that is read at each scrape, for what lives as long as the plugin.
     *
     * @param help what it is, in one line, with its unit
     * @param value answers at once, on any thread; what takes too long is not asked again
     * @param labels pairs of name and value
     * @return close it to show the number no more, before the plugin ends
     * @throws IllegalArgumentException if a name is against the rules, or stands for something else
     *     in this plugin; it says what to do
     */
    Registration gauge(String name, String help, DoubleSupplier value, String... labels);
}
