package dev.gantry.api.metric;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A number that goes up and down. Thread-safe, never blocks.
 *
 * <pre>{@code
 * context.metrics().gauge("backlog", "Letters that wait").set(letters.size());
 * }</pre>
 */
@ProviderType
public interface Gauge {

    /** Puts a number in the place of the one before. */
    void set(double value);
}
