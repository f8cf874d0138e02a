package dev.gantry.spi.event;

import java.util.HexFormat;

/**
 * Span ids that follow from what is known of a run anyway. Engine and telemetry compute the same
 * ids without telling each other, after a restart too. Ids are 16 lower-case hexadecimal digits,
 * never all zero.
 */
public final class SpanIds {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private SpanIds() {}

    /**
     * Id of a run's root span; that of the attempts' parent.
     *
     * @param traceId 32 hexadecimal digits; several runs may share it
     * @param runId the run's id as text
     */
    public static String root(String traceId, String runId) {
        long state = mix(HexFormat.fromHexDigitsToLong(traceId, 0, 16));
        state = mix(state ^ HexFormat.fromHexDigitsToLong(traceId, 16, 32));
        for (int i = 0; i < runId.length(); i++) {
            state = (state ^ runId.charAt(i)) * STEP;
        }
        return text(mix(state));
    }

    /**
     * Id of a span below another one.
     *
     * @param spanId the parent, 16 hexadecimal digits
     * @param position tells the children of one parent apart
     */
    public static String child(String spanId, int position) {
        return text(mix(HexFormat.fromHexDigitsToLong(spanId) + STEP * (position + 1L)));
    }

    /** The finalizer of SplitMix64: each bit of the input moves about half of the output's. */
    private static long mix(long state) {
        state = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        state = (state ^ (state >>> 27)) * 0x94D049BB133111EBL;
        return state ^ (state >>> 31);
    }

    private static String text(long id) {
        return HexFormat.of().toHexDigits(id == 0 ? 1 : id);
    }
}
