package dev.gantry.engine.payload;

/**
 * How large parameters and results may be, in characters of JSON.
 *
 * @param inline up to which they are kept in the row of their run
 * @param max at most
 */
public record PayloadLimits(int inline, int max) {
    /** The usual. */
    public static final PayloadLimits USUAL = new PayloadLimits(64 * 1024, 16 * 1024 * 1024);
}
