package dev.gantry.plugins.gate;

import dev.gantry.plugins.schema.Schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers that a schema takes, by its type, its width and its limits together.
 *
 * @param min {@code null} for no limit
 * @param max as {@code min}
 * @param told in words
 */
record Span(boolean whole, BigDecimal min, BigDecimal max, String told) {

    static Span of(Schema schema) {
        boolean whole = schema.type() == Schema.Type.INTEGER;
        BigDecimal min = limit(schema.min());
        BigDecimal max = limit(schema.max());
        if (schema.width() > 0) {
            BigInteger end = BigInteger.ONE.shiftLeft(schema.width() - 1);
            BigDecimal lowest = new BigDecimal(end.negate());
            BigDecimal highest = new BigDecimal(end.subtract(BigInteger.ONE));
            min = min == null ? lowest : min.max(lowest);
            max = max == null ? highest : max.min(highest);
        }
        if (whole) {
            min = min == null ? null : min.setScale(0, RoundingMode.CEILING);
            max = max == null ? null : max.setScale(0, RoundingMode.FLOOR);
        }
        return new Span(whole, min, max, told(schema));
    }

    /** Whether all of its numbers are in another one. */
    boolean within(Span other) {
        return (whole || !other.whole)
                && (other.min == null || min != null && min.compareTo(other.min) >= 0)
                && (other.max == null || max != null && max.compareTo(other.max) <= 0);
    }

    private static BigDecimal limit(double value) {
        return Double.isFinite(value) ? new BigDecimal(value) : null;
    }

    private static String told(Schema schema) {
        List<String> more = new ArrayList<>();
        if (schema.width() > 0) {
            more.add(schema.width() + " bits");
        }
        if (Double.isFinite(schema.min())) {
            more.add("at least " + plain(schema.min()));
        }
        if (Double.isFinite(schema.max())) {
            more.add("at most " + plain(schema.max()));
        }
        return schema.noun() + (more.isEmpty() ? "" : " (" + String.join(", ", more) + ")");
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
