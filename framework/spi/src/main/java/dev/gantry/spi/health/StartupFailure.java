package dev.gantry.spi.health;

/**
 * Registered as a service by a part that cannot start and whose absence makes this Gantry useless:
 * a port in use, a database of another kind. The launcher prints the property {@link #REASON} and
 * exits; it looks for this type by name.
 */
public interface StartupFailure {

    /** Service property: one sentence with the remedy. */
    String REASON = "reason";
}
