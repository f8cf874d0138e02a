package dev.gantry.telemetry.trace;

import java.util.HexFormat;

/**
 * Sampling that is consistent among all who decide about a trace, as in OpenTelemetry's <a
 * href="https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/">probability
 * sampling</a>: a trace is kept if its random number is not below the threshold of rejection. Both
 * have 56 bits.
 */
final class Threshold {
    /** Keeps all. */
    static final long NONE = 0;

    private static final long LIMIT = 1L << 56;

    /** As many bits as are written. */
    private static final long PRECISION = ~0L << 24;

    private Threshold() {}

    /** The threshold that keeps a share, from 0 to 1. */
    static long of(double share) {
        return share >= 1 ? NONE : (long) ((1 - share) * LIMIT) & PRECISION;
    }

    /** How many traces one stands for that was kept at a threshold. */
    static double weight(long threshold) {
        return (double) LIMIT / (LIMIT - threshold);
    }

    /** The random number of a trace: given in its state, or else the last 56 bits of its id. */
    static long random(String traceId, String tracestate) {
        long given = member(tracestate, "rv", 14);
        return given >= 0 ? given : HexFormat.fromHexDigitsToLong(traceId, 18, 32);
    }

    /** The threshold at which somebody before kept a trace; {@link #NONE} if nobody says. */
    static long before(String tracestate) {
        return Math.max(NONE, member(tracestate, "th", 0));
    }

    /** The state of a trace that was kept at a threshold. */
    static String written(String tracestate, long threshold) {
        StringBuilder state = new StringBuilder("ot=th:").append(hex(threshold));
        for (String each : tracestate.split(",")) {
            String member = each.strip();
            if (member.startsWith("ot=")) {
                for (String part : member.substring(3).split(";")) {
                    if (!part.startsWith("th:") && !part.isEmpty()) {
                        state.insert(state.length(), ";" + part);
                    }
                }
            }
        }
        for (String each : tracestate.split(",")) {
            String member = each.strip();
            if (!member.isEmpty() && !member.startsWith("ot=")) {
                state.append(',').append(member);
            }
        }
        return state.toString();
    }

    private static String hex(long threshold) {
        String digits = HexFormat.of().toHexDigits(threshold, 14).replaceFirst("0+$", "");
        return digits.isEmpty() ? "0" : digits;
    }

    /**
     * @param digits how many it has; 0 for 1 to 14, filled up by zeros at the end
     */
    private static long member(String tracestate, String key, int digits) {
        if (tracestate.isEmpty()) {
            return -1;
        }
        for (String each : tracestate.split(",")) {
            String member = each.strip();
            if (!member.startsWith("ot=")) {
                continue;
            }
            for (String part : member.substring(3).split(";")) {
                if (part.startsWith(key + ":")) {
                    return parsed(part.substring(key.length() + 1), digits);
                }
            }
        }
        return -1;
    }

    private static long parsed(String hex, int digits) {
        boolean fits = digits == 0 ? !hex.isEmpty() && hex.length() <= 14 : hex.length() == digits;
        if (!fits || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            return -1;
        }
        return HexFormat.fromHexDigitsToLong(hex + "0".repeat(14 - hex.length()));
    }
}
