package dev.gantry.spi.store;

/**
 * A pause.
 *
 * @param scope {@code task}, {@code tenant} or {@code run}
 * @param name of the task type or tenant, or the run's number
 * @param since in ms since 1970
 */
public record StoredPause(String scope, String name, String reason, String by, long since) {}
