package dev.gantry.probes.host;

import java.util.List;
import java.util.regex.Pattern;

/** Puts {@code ***} in place of what looks like a secret, in texts of others. Immutable. */
final class Masks {
    private static final String HIDDEN = "***";
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)((?:authorization|passw(?:or)?d|pwd|secret|token|api[-_]?key)[\"']?\\s{0,4}[:=]\\s{0,4}"
                            + "[\"']?(?:(?:bearer|basic)\\s{1,4})?)[^\\s\"',;&]+");
    private static final Pattern CARRIED =
            Pattern.compile("(?i)\\b((?:bearer|basic)\\s{1,4})[A-Za-z0-9._~+/=-]{8,}");
    private static final Pattern IN_ADDRESS =
            Pattern.compile("(://[^\\s:/@]{0,100}:)[^\\s@]{1,200}@");

    private final List<Pattern> patterns;
    private final List<String> values;

    /**
     * @param patterns what else to hide
     * @param values texts to hide
     */
    Masks(List<String> patterns, List<String> values) {
        this.patterns = patterns.stream().map(Pattern::compile).toList();
        this.values = values.stream().filter(value -> value.length() >= 4).toList();
    }

    String hide(String text) {
        String hidden = text;
        for (String value : values) {
            hidden = hidden.replace(value, HIDDEN);
        }
        for (Pattern pattern : patterns) {
            hidden = pattern.matcher(hidden).replaceAll(HIDDEN);
        }
        for (Pattern pattern : List.of(NAMED, CARRIED)) {
            hidden = pattern.matcher(hidden).replaceAll("$1" + HIDDEN);
        }
        return IN_ADDRESS.matcher(hidden).replaceAll("$1" + HIDDEN + "@");
    }
}
