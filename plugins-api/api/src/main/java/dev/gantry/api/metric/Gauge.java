package dev.gantry.api.metric;

import org.osgi.annotation.versioning.ProviderType;

/** A number that goes up and down. Thread-safe, never blocks. */
@ProviderType
public interface Gauge {

    /** Puts a number in the place of the one before. */
    void set(double value);
}
