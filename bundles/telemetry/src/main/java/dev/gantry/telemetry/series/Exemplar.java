package dev.gantry.telemetry.series;

/**
 * An observation that a trace tells more of.
 *
 * @param traceId 32 hexadecimal digits
 * @param value in the unit of its metric
 * @param at in ms since 1970
 */
public record Exemplar(String traceId, double value, long at) {
    /** So long one stays, in ms: of busy metrics most observations make no new one. */
    private static final long KEPT = 5000;

    /** Whether another one may take the place of {@code there}. */
    static boolean due(Exemplar there, long now) {
        return there == null || now - there.at >= KEPT || now < there.at;
    }
}
