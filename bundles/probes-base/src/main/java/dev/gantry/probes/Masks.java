package dev.gantry.probes;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Puts {@code ***} in place of secrets in texts of others: those that are known, and what looks
 * like one. Immutable.
 */
public final class Masks {
    /** Knows no secret. */
    public static final Masks NONE = new Masks(List.of(), List.of());

    private static final String HIDDEN = "***";
    private static final int SHORTEST = 4;
    // of several words; what is shorter is found in words that are none
    private static final int SHORTEST_WORD = 8;
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)((?:authorization|passw(?:or)?d|pwd|secret|token|api[-_]?key)[\"']?\\s{0,4}[:=]\\s{0,4}"
                            + "[\"']?(?:(?:bearer|basic)\\s{1,4})?)[^\\s\"',;&]+");
    private static final Pattern CARRIED =
            Pattern.compile("(?i)\\b((?:bearer|basic)\\s{1,4})[A-Za-z0-9._~+/=-]{8,}");
    private static final Pattern IN_ADDRESS =
            Pattern.compile("(://[^\\s:/@]{0,100}:)[^\\s@]{1,200}@");

    private final List<String> secrets;
    private final List<Pattern> patterns;

    private Masks(List<String> secrets, List<Pattern> patterns) {
        this.secrets = secrets;
        this.patterns = patterns;
    }

    /** Knows these, and of those of several words each that is long enough. */
    public static Masks of(Collection<String> secrets) {
        List<String> all =
                secrets.stream()
                        .flatMap(
                                secret ->
                                        Stream.concat(
                                                Stream.of(secret)
                                                        .filter(one -> one.length() >= SHORTEST),
                                                Stream.of(secret.split("\\s+"))
                                                        .filter(
                                                                word ->
                                                                        word.length()
                                                                                >= SHORTEST_WORD)))
                        .distinct()
                        .sorted(Comparator.comparing(String::length).reversed())
                        .toList();
        return new Masks(all, List.of());
    }

    /**
     * Hides what these expressions find besides what this hides.
     *
     * @throws java.util.regex.PatternSyntaxException if one is none
     */
    public Masks and(Collection<String> expressions) {
        return new Masks(
                secrets,
                Stream.concat(patterns.stream(), expressions.stream().map(Pattern::compile))
                        .toList());
    }

    /** Without the secrets that are known. */
    public String hideKnown(String text) {
        String hidden = text;
        for (String secret : secrets) {
            hidden = hidden.replace(secret, HIDDEN);
        }
        return hidden;
    }

    /** Without the secrets that are known, and what looks like one. */
    public String hide(String text) {
        String hidden = hideKnown(text);
        for (Pattern pattern : patterns) {
            hidden = pattern.matcher(hidden).replaceAll(HIDDEN);
        }
        for (Pattern pattern : List.of(NAMED, CARRIED)) {
            hidden = pattern.matcher(hidden).replaceAll("$1" + HIDDEN);
        }
        return IN_ADDRESS.matcher(hidden).replaceAll("$1" + HIDDEN + "@");
    }
}
