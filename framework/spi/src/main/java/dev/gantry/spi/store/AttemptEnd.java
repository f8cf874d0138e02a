package dev.gantry.spi.store;

/**
 * An attempt that is over while its run goes on.
 *
 * @param state in lower case
 * @param counted whether it used up one of the run's attempts
 * @param due when the next one may start, in ms since 1970
 * @param error JSON, or {@code null}
 * @param phases JSON, or {@code null} for the plain one
 */
public record AttemptEnd(
        long run,
        int attempt,
        String state,
        boolean counted,
        long due,
        String plugin,
        long started,
        long finished,
        String error,
        String phases) {}
