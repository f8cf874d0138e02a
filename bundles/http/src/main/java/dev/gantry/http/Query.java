package dev.gantry.http;

import dev.gantry.spi.run.FieldError;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The query parameters of a request.
 *
 * @param values all values by name
 */
public record Query(Map<String, List<String>> values) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 1000;

    /**
     * Refuses parameters that the operation does not know: a misspelt filter must not be lost; and
     * values that nothing can have.
     */
    void onlyKnown(Set<String> known) {
        values.forEach(
                (name, all) -> {
                    if (!known.contains(name)) {
                        throw wrong(name, "unknown parameter; " + Nearest.hint(name, known));
                    }
                    // nothing can have it
                    if (all.stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
                        throw wrong(name, "has the character NUL; leave it out");
                    }
                });
    }

    /** The value, or {@code null} where there is none or it is empty. */
    public String text(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        if (all.size() > 1) {
            throw wrong(name, "was given " + all.size() + " times; give it once");
        }
        return all.isEmpty() || all.getFirst().isEmpty() ? null : all.getFirst();
    }

    /** All values. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The size of a page: 50 if nothing is said, at most 1000. */
    public int limit() {
        return (int) number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    }

    /** A whole number. */
    public long number(String name, long otherwise, long min, long max) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw wrong(name, "expected a whole number from " + min + " to " + max + ", got " + text);
    }

    /** Yes or no; no if nothing is said. */
    public boolean flag(String name) {
        String text = text(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw wrong(name, "expected true or false, got " + text);
        }
        return "true".equals(text);
    }

    /** A duration up to a limit. */
    public Optional<Duration> duration(String name, Duration max) {
        String text = text(name);
        if (text == null) {
            return Optional.empty();
        }
        Optional<Duration> parsed =
                Durations.parse(text).filter(found -> found.compareTo(max) <= 0);
        if (parsed.isEmpty()) {
            throw wrong(name, "expected a duration such as PT5S, at most " + max + ", got " + text);
        }
        return parsed;
    }

    /** A time, RFC 3339 with an offset, or {@code null}. */
    public Instant time(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        return Times.parse(text)
                .orElseThrow(() -> wrong(name, "expected " + Times.EXPECTED + ", got " + text));
    }

    /** A point in time, or {@code null}. */
    public Instant instant(String name) {
        String text = text(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw wrong(name, "expected a time such as 2026-01-31T12:00:00Z, got " + text);
        }
    }

    /** A constant, written in lower case, or {@code null}. */
    public <E extends Enum<E>> E constant(String name, Class<E> type) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                wrong(
                                        name,
                                        "expected one of "
                                                + Body.constants(type)
                                                + ", got "
                                                + text));
    }

    /** Pairs, each written {@code name=value}. */
    public Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : all(name)) {
            int at = text.indexOf('=');
            if (at < 1) {
                throw wrong(name, "expected name=value, got " + text);
            }
            pairs.put(text.substring(0, at), text.substring(at + 1));
        }
        return pairs;
    }

    /** A refusal that names the parameter. */
    public static ProblemException wrong(String name, String message) {
        return new ProblemException(
                Problem.of(400, "invalid", "query parameter " + name + ": " + message)
                        .with(List.of(new FieldError("?" + name, message))));
    }
}
