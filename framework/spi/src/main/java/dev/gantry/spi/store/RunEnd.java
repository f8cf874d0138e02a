package dev.gantry.spi.store;

/**
 * The final record of a run. It is written once: a second one for the same run is refused.
 *
 * @param result in lower case
 * @param attempt number of the last attempt
 * @param plugin {@code id version sha256}, or {@code null}
 * @param error JSON, or {@code null}
 * @param phases JSON, or {@code null} for the plain one
 */
public record RunEnd(
        long id,
        String result,
        int attempt,
        String plugin,
        long started,
        long finished,
        String output,
        String error,
        String phases) {}
