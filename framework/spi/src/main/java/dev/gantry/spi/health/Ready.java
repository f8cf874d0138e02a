package dev.gantry.spi.health;

/**
 * Registered as a service, by the HTTP bundle, while all {@link Condition}s hold. Its property
 * {@link #URL} says where the API is. The launcher waits for it by name; it cannot see this type.
 */
public interface Ready {

    /** Service property: address of the API. */
    String URL = "url";
}
