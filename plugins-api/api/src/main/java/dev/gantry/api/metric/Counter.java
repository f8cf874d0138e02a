package dev.gantry.api.metric;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A number that only grows. Thread-safe, never blocks.
 *
 * <pre>{@code
 * context.metrics().counter("sent_total", "Letters sent", "kind", "invoice").increment();
 * }</pre>
 */
@ProviderType
public interface Counter {

    /**
     * Adds.
     *
     * @param amount not less than zero; anything else is left out
     */
    void add(double amount);

    /** Adds one. */
    default void increment() {
        add(1);
    }
}
