package dev.gantry.detection.spec;

import dev.gantry.spi.config.Spelling;
import dev.gantry.spi.run.FieldError;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An object, read member by member; what is wrong is collected. A member that is {@code null}
 * counts as left out. For one thread.
 */
final class Fields {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    private final JsonNode node;
    private final String pointer;
    private final List<FieldError> errors;

    private Fields(JsonNode node, String pointer, List<FieldError> errors) {
        this.node = node;
        this.pointer = pointer;
        this.errors = errors;
    }

    /** An object that may have these members; what else it has is wrong. */
    static Fields of(JsonNode node, String pointer, Set<String> known, List<FieldError> errors) {
        Fields fields = new Fields(node, pointer, errors);
        if (!node.isObject()) {
            fields.wrong(null, "expected an object, as {member: value}");
        } else {
            node.propertyNames().stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> fields.wrong(name, "unknown member; " + hint(name, known)));
        }
        return fields;
    }

    /** A sentence's end that names the nearest of some names, and all of them. */
    static String hint(String name, Collection<String> known) {
        String all = "known: " + String.join(", ", new TreeSet<>(known));
        return Spelling.nearest(name, known)
                .map(near -> "did you mean " + near + "? (" + all + ")")
                .orElse(all);
    }

    boolean has(String name) {
        JsonNode value = node.get(name);
        return value != null && !value.isNull();
    }

    String text(String name, String otherwise) {
        JsonNode value = node.get(name);
        if (!has(name)) {
            return otherwise;
        }
        if (!value.isString()) {
            wrong(name, "expected text, got " + shown(value) + "; put it in quotes");
            return otherwise;
        }
        return value.stringValue();
    }

    String required(String name, String example) {
        if (!has(name)) {
            wrong(name, "is missing; say it, as " + name + ": " + example);
        }
        return text(name, "");
    }

    int whole(String name, int least, int most, int otherwise) {
        JsonNode value = node.get(name);
        if (!has(name)) {
            return otherwise;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            wrong(
                    name,
                    "expected a whole number from "
                            + least
                            + " to "
                            + most
                            + ", got "
                            + shown(value));
            return otherwise;
        }
        return value.intValue();
    }

    boolean flag(String name) {
        JsonNode value = node.get(name);
        if (!has(name)) {
            return false;
        }
        if (!value.isBoolean()) {
            wrong(name, "expected true or false, got " + shown(value));
            return false;
        }
        return value.booleanValue();
    }

    Duration duration(
            String name, Duration least, Duration most, String example, Duration otherwise) {
        JsonNode value = node.get(name);
        if (!has(name)) {
            return otherwise;
        }
        String got = shown(value);
        Duration found = parse(got);
        if (found == null) {
            wrong(name, "expected an ISO-8601 duration, as " + example + "; got " + got);
            return otherwise;
        }
        if (found.compareTo(least) < 0 || found.compareTo(most) > 0) {
            wrong(
                    name,
                    "expected a duration from "
                            + least
                            + " to "
                            + most
                            + ", as "
                            + example
                            + "; got "
                            + got);
            return otherwise;
        }
        return found;
    }

    private static Duration parse(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException | ArithmeticException e) {
            return null;
        }
    }

    /** One of a few constants, written in lower case. */
    <E extends Enum<E>> E constant(String name, E otherwise, List<E> allowed) {
        if (!has(name)) {
            return otherwise;
        }
        String got = shown(node.get(name));
        for (E each : allowed) {
            if (lower(each).equals(got)) {
                return each;
            }
        }
        wrong(
                name,
                "expected "
                        + allowed.stream().map(Fields::lower).collect(Collectors.joining(", "))
                        + "; got "
                        + got);
        return otherwise;
    }

    List<String> texts(String name) {
        List<String> found = new ArrayList<>();
        for (JsonNode each : items(name)) {
            if (each.isString()) {
                found.add(each.stringValue());
            } else {
                wrong(name, "expected a list of texts, got " + shown(each) + " in it");
            }
        }
        return found;
    }

    /** The members of a list. */
    List<JsonNode> items(String name) {
        JsonNode value = node.get(name);
        if (!has(name)) {
            return List.of();
        }
        if (!value.isArray()) {
            wrong(name, "expected a list, got " + shown(value));
            return List.of();
        }
        List<JsonNode> items = new ArrayList<>();
        value.forEach(items::add);
        return items;
    }

    Map<String, String> pairs(String name) {
        Map<String, String> found = new LinkedHashMap<>();
        if (!has(name)) {
            return found;
        }
        JsonNode value = node.get(name);
        if (!value.isObject()) {
            wrong(name, "expected labels, as {team: shop}; got " + shown(value));
            return found;
        }
        for (Map.Entry<String, JsonNode> pair : value.properties()) {
            if (pair.getValue().isString()) {
                found.put(pair.getKey(), pair.getValue().stringValue());
            } else {
                wrong(
                        name + "/" + escape(pair.getKey()),
                        "expected text, got " + shown(pair.getValue()) + "; put it in quotes");
            }
        }
        return found;
    }

    /** An object as JSON; {@code {}} if it is left out. */
    String json(String name) {
        JsonNode value = node.get(name);
        if (!has(name)) {
            return "{}";
        }
        if (!value.isObject()) {
            wrong(name, "expected an object, as {path: /data}; got " + shown(value));
            return "{}";
        }
        return SpecFormat.text(value);
    }

    /** An object inside that may have these members. */
    Fields inside(String name, Set<String> known) {
        return of(node.get(name), pointer + "/" + name, known, errors);
    }

    /** Where a member is. */
    String pointer(String name) {
        return pointer + "/" + name;
    }

    /** Makes something; what its constructor refuses is wrong. */
    <T> T build(Supplier<T> maker, T otherwise) {
        int before = errors.size();
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            if (errors.size() == before) {
                wrong(null, e.getMessage());
            }
            return otherwise;
        }
    }

    /** Notes that a member, or with {@code null} the object itself, is wrong. */
    void wrong(String name, String message) {
        errors.add(new FieldError(name == null ? pointer : pointer + "/" + name, message));
    }

    private static String shown(JsonNode value) {
        String text = value.isString() ? value.stringValue() : SpecFormat.text(value);
        return text.length() <= 60 ? text : text.substring(0, 59) + "…";
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
