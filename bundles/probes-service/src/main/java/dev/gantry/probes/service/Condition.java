package dev.gantry.probes.service;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comparison with a number, such as {@code > 0.8}; what is not a number fulfils none. Immutable.
 */
record Condition(String operator, double limit) {
    /** As an operator writes it. */
    static final String FORM =
            "\\s*(>=|<=|==|!=|>|<)\\s*([-+]?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)\\s*";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Condition of(String text) {
        Matcher parts = PATTERN.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "expected an operator and a number, as in > 0.8, not " + text);
        }
        return new Condition(parts.group(1), Double.parseDouble(parts.group(2)));
    }

    boolean holds(double value) {
        if (Double.isNaN(value)) {
            return false;
        }
        return switch (operator) {
            case ">" -> value > limit;
            case ">=" -> value >= limit;
            case "<" -> value < limit;
            case "<=" -> value <= limit;
            case "==" -> value == limit;
            default -> value != limit;
        };
    }
}
