package dev.gantry.spi.health;

import org.osgi.annotation.versioning.ConsumerType;

import java.util.Optional;

/**
 * Something that must hold before this Gantry is ready. Register as a service. Parts that must be
 * there at all are named in {@link #REQUIRED}: one that is not registered is missing.
 */
@ConsumerType
public interface Condition {

    /** The parts without which Gantry is not ready, by their names. */
    java.util.List<String> REQUIRED =
            java.util.List.of("store", "engine", "plugins", "schedules", "checks");

    /** Name of the part. */
    String name();

    /** Why it is not ready, in one sentence; empty when it is. */
    Optional<String> missing();
}
