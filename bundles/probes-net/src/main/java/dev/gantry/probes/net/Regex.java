package dev.gantry.probes.net;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Regular expressions in the syntax of RE2: their time grows with the text alone, whatever a target
 * sends. There are neither references back nor looking around.
 */
final class Regex {
    private final Pattern pattern;

    private Regex(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Reads one.
     *
     * @param property that it comes from
     * @throws IllegalArgumentException if it is none
     */
    static Regex of(String property, String expression) {
        try {
            return new Regex(Pattern.compile(expression));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "`%s`: %s is no regular expression of RE2, which knows no looking around and no references back: %s"
                            .formatted(property, expression, e.getDescription()),
                    e);
        }
    }

    /** Whether it matches anywhere in the text. */
    boolean in(String text) {
        return pattern.matcher(text).find();
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }
}
