package acme.parts;

/** A service that the plugin provides for itself. */
public interface Clock {
    long now();
}
