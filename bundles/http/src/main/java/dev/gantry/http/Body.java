package dev.gantry.http;

import dev.gantry.spi.run.FieldError;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A JSON object in a request, read member by member. What is wrong is collected, so that a caller
 * learns all of it at once; {@link #build} refuses the request if there was anything. A member that
 * is {@code null} counts as left out. For one thread.
 */
public final class Body {
    private final JsonNode node;
    private final String pointer;
    private final List<FieldError> errors;

    private Body(JsonNode node, String pointer, List<FieldError> errors, Set<String> known) {
        this.node = node;
        this.pointer = pointer;
        this.errors = errors;
        if (!node.isObject()) {
            wrong(null, "expected a JSON object");
            return;
        }
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                wrong(name, "unknown member " + name + "; " + Nearest.hint(name, known));
            }
        }
    }

    /** The body's root, which may have these members. */
    static Body root(JsonNode node, Set<String> known) {
        return new Body(node, "", new ArrayList<>(), known);
    }

    /** Text, or {@code otherwise}. */
    public String text(String name, String otherwise) {
        JsonNode value = node.get(name);
        if (absent(value)) {
            return otherwise;
        }
        if (!value.isString()) {
            wrong(name, "expected text");
            return otherwise;
        }
        return value.stringValue();
    }

    /** Text that must be there. */
    public String required(String name) {
        String text = text(name, null);
        if (text == null && absent(node.get(name))) {
            wrong(name, "is missing");
        }
        return text == null ? "" : text;
    }

    /** Whether a member is there. */
    public boolean has(String name) {
        return !absent(node.get(name));
    }

    /** A whole number, or {@code otherwise}. */
    public int integer(String name, int otherwise) {
        JsonNode value = node.get(name);
        if (absent(value)) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            wrong(name, "expected a whole number");
            return otherwise;
        }
        return value.intValue();
    }

    /** A number, or {@code otherwise}. */
    public double number(String name, double otherwise) {
        JsonNode value = node.get(name);
        if (absent(value)) {
            return otherwise;
        }
        if (!value.isNumber() || !Double.isFinite(value.asDouble(Double.NaN))) {
            wrong(name, "expected a number");
            return otherwise;
        }
        return value.doubleValue();
    }

    /** A whole number of any size, or {@code null}. */
    public Long whole(String name) {
        JsonNode value = node.get(name);
        if (absent(value)) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            wrong(name, "expected a whole number");
            return null;
        }
        return value.longValue();
    }

    /** A whole number that must be there. */
    public int required(String name, int min, int max) {
        if (absent(node.get(name))) {
            wrong(name, "is missing");
            return min;
        }
        int number = integer(name, min);
        if (number < min || number > max) {
            wrong(name, "expected a whole number from " + min + " to " + max + ", got " + number);
        }
        return number;
    }

    /** Whole numbers, or {@code otherwise}. */
    public List<Integer> integers(String name, List<Integer> otherwise) {
        JsonNode value = node.get(name);
        if (absent(value)) {
            return otherwise;
        }
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode each : value) {
            if (each.isIntegralNumber() && each.canConvertToInt()) {
                numbers.add(each.intValue());
            }
        }
        if (!value.isArray() || numbers.size() < value.size()) {
            wrong(name, "expected a list of whole numbers");
            return otherwise;
        }
        return numbers;
    }

    /** Yes or no, or {@code otherwise}. */
    public boolean flag(String name, boolean otherwise) {
        JsonNode value = node.get(name);
        if (absent(value)) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            wrong(name, "expected true or false");
            return otherwise;
        }
        return value.booleanValue();
    }

    /** A duration, or {@code otherwise}. */
    public Duration duration(String name, Duration otherwise) {
        String text = text(name, null);
        if (text == null) {
            return otherwise;
        }
        Optional<Duration> parsed = Durations.parse(text);
        if (parsed.isEmpty()) {
            wrong(name, "expected an ISO-8601 duration such as PT10S, got " + text);
        }
        return parsed.orElse(otherwise);
    }

    /** A time that must be there. */
    public Instant time(String name) {
        String text = required(name);
        Optional<Instant> parsed = Times.parse(text);
        if (parsed.isEmpty() && !text.isEmpty()) {
            wrong(name, "expected " + Times.EXPECTED + ", got " + text);
        }
        return parsed.orElse(Instant.EPOCH);
    }

    /** A list of texts; none if it is left out. */
    public List<String> list(String name) {
        JsonNode value = node.get(name);
        List<String> texts = new ArrayList<>();
        if (absent(value)) {
            return texts;
        }
        for (JsonNode each : value) {
            if (each.isString()) {
                texts.add(each.stringValue());
            }
        }
        if (!value.isArray() || texts.size() < value.size()) {
            wrong(name, "expected a list of texts");
        }
        return texts;
    }

    /** A point in time, or {@code null}. */
    public Instant instant(String name) {
        String text = text(name, null);
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            wrong(name, "expected a time such as 2026-01-31T12:00:00Z, got " + text);
            return null;
        }
    }

    /** A constant, written in lower case, or {@code otherwise}. */
    public <E extends Enum<E>> E constant(String name, Class<E> type, E otherwise) {
        String text = text(name, null);
        if (text == null) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        wrong(name, "expected one of " + constants(type) + ", got " + text);
        return otherwise;
    }

    /** Pairs of text. */
    public Map<String, String> texts(String name) {
        JsonNode value = node.get(name);
        Map<String, String> pairs = new LinkedHashMap<>();
        if (absent(value)) {
            return pairs;
        }
        if (!value.isObject()) {
            wrong(name, "expected an object of texts");
            return pairs;
        }
        for (Map.Entry<String, JsonNode> pair : value.properties()) {
            if (pair.getValue().isString()) {
                pairs.put(pair.getKey(), pair.getValue().stringValue());
            } else {
                wrong(name + "/" + escape(pair.getKey()), "expected text");
            }
        }
        return pairs;
    }

    /** An object as JSON; {@code {}} if it is left out. */
    public String json(String name) {
        JsonNode value = node.get(name);
        if (absent(value)) {
            return "{}";
        }
        if (!value.isObject()) {
            wrong(name, "expected a JSON object");
            return "{}";
        }
        return Json.text(value);
    }

    /** An object inside, if it is there. */
    public Optional<Body> object(String name, Set<String> known) {
        JsonNode value = node.get(name);
        return absent(value)
                ? Optional.empty()
                : Optional.of(new Body(value, pointer + "/" + name, errors, known));
    }

    /** Objects in a list that must be there, one at least; none where something is wrong. */
    public List<Body> objects(String name, int max, Set<String> known) {
        JsonNode value = node.get(name);
        if (absent(value) || !value.isArray() || value.isEmpty() || value.size() > max) {
            wrong(name, "expected a list of 1 to " + max + " objects");
            return List.of();
        }
        List<Body> bodies = new ArrayList<>(value.size());
        for (JsonNode each : value) {
            bodies.add(new Body(each, pointer + "/" + name + "/" + bodies.size(), errors, known));
        }
        return bodies;
    }

    /** Notes that a member is wrong. */
    public void wrong(String name, String message) {
        errors.add(new FieldError(name == null ? pointer : pointer + "/" + name, message));
    }

    /**
     * Makes something of what was read.
     *
     * @throws ProblemException 400 with all that is wrong, the limits that {@code maker} checks
     *     included
     */
    public <T> T build(Supplier<T> maker) {
        check();
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError(pointer, e.getMessage()));
        }
        check();
        throw new IllegalStateException("unreachable: there is an error");
    }

    private void check() {
        if (errors.isEmpty()) {
            return;
        }
        FieldError first = errors.getFirst();
        String where = first.pointer().isEmpty() ? "" : first.pointer() + ": ";
        String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        throw new ProblemException(
                Problem.of(400, "invalid", where + first.message() + more).with(errors));
    }

    private static boolean absent(JsonNode value) {
        return value == null || value.isNull();
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    static String constants(Class<? extends Enum<?>> type) {
        return String.join(
                ", ",
                Arrays.stream(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .toList());
    }
}
