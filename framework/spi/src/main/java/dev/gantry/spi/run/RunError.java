package dev.gantry.spi.run;

/**
 * Why an attempt failed, as text only: no exception of a plugin outlives its attempt.
 *
 * @param type class name of the exception, or {@code timeout}, {@code cancelled}
 * @param message for a person; errors of several phases are all in it
 * @param phase {@code run}, {@code prepare}, {@code execute}, {@code commit}, {@code rollback}; or
 *     {@code params} when the parameters did not fit
 * @param frame first stack frame in the plugin's own code, or {@code null}
 */
public record RunError(String type, String message, String phase, String frame) {}
