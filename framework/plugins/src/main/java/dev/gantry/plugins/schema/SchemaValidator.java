package dev.gantry.plugins.schema;

import dev.gantry.spi.config.Spelling;
import dev.gantry.spi.run.FieldError;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks JSON against a {@link Schema}. An explicit {@code null} counts as absent. Works without
 * the plugin; thread-safe.
 */
public final class SchemaValidator {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private SchemaValidator() {}

    /** What is wrong with {@code json}; empty if it fits. No text at all counts as {@code {}}. */
    public static List<FieldError> validate(Schema schema, String json) {
        List<FieldError> errors = new ArrayList<>(0);
        JsonNode node = read(json, errors);
        if (node != null) {
            check(schema, node, Place.ROOT, errors);
        }
        if (node != null && schema.secrets()) {
            Secrets.refuseHidden(schema, node, errors);
        }
        return errors;
    }

    /** {@code json}, which fits, with defaults where something is absent. */
    public static String complete(Schema schema, String json) {
        List<FieldError> errors = new ArrayList<>(0);
        JsonNode node = complete(schema, json, errors);
        if (node == null) {
            throw new IllegalArgumentException(errors.toString());
        }
        return node.toString();
    }

    /**
     * Checks {@code json} and puts defaults where something is absent.
     *
     * @param errors takes what is wrong
     * @return the completed tree, or {@code null} if something is wrong
     */
    static JsonNode complete(Schema schema, String json, List<FieldError> errors) {
        JsonNode node = read(json, errors);
        if (node != null) {
            check(schema, node, Place.ROOT, errors);
        }
        if (!errors.isEmpty()) {
            return null;
        }
        fill(schema, node);
        return node;
    }

    private static JsonNode read(String json, List<FieldError> errors) {
        if (json == null || json.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            errors.add(new FieldError("", "not JSON: " + e.getOriginalMessage()));
            return null;
        }
    }

    static void check(Schema schema, JsonNode node, Place place, List<FieldError> errors) {
        switch (schema.type()) {
            case OBJECT -> object(schema, node, place, errors);
            case ARRAY -> array(schema, node, place, errors);
            case STRING -> string(schema, node, place, errors);
            case INTEGER, NUMBER -> number(schema, node, place, errors);
            case BOOLEAN -> {
                if (!node.isBoolean()) {
                    errors.add(place.error("expected true or false, got " + shown(schema, node)));
                }
            }
        }
    }

    private static void object(Schema schema, JsonNode node, Place at, List<FieldError> errors) {
        if (!node.isObject()) {
            errors.add(at.error("expected an object {…}, got " + shown(schema, node)));
            return;
        }
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            String name = property.getKey();
            Schema known =
                    schema.values() != null ? schema.values() : schema.properties().get(name);
            if (known == null) {
                errors.add(at.then(name).error(unknown(name, schema.properties().keySet())));
            } else if (!property.getValue().isNull()) {
                check(known, property.getValue(), at.then(name), errors);
            } else if (schema.values() != null) {
                errors.add(at.then(name).error("a map has no null values; leave it out"));
            }
        }
        for (String name : schema.required()) {
            JsonNode value = node.get(name);
            if (value == null || value.isNull()) {
                errors.add(at.then(name).error("missing, and it has no default"));
            }
        }
    }

    private static String unknown(String name, Set<String> names) {
        Optional<String> nearest = Spelling.nearest(name, names);
        if (nearest.isPresent()) {
            return "unknown field, did you mean \"" + nearest.get() + "\"?";
        }
        return names.isEmpty()
                ? "unknown field, there are none here"
                : "unknown field, there are: " + String.join(", ", names);
    }

    private static void array(Schema schema, JsonNode node, Place at, List<FieldError> errors) {
        if (!node.isArray()) {
            errors.add(at.error("expected a list […], got " + shown(schema, node)));
            return;
        }
        length(schema, node.size(), "elements", at, errors);
        Set<JsonNode> seen = schema.unique() ? new HashSet<>() : null;
        for (int i = 0; i < node.size(); i++) {
            check(schema.items(), node.get(i), at.then(Integer.toString(i)), errors);
            if (seen != null && !seen.add(node.get(i))) {
                errors.add(at.then(Integer.toString(i)).error("twice in a set"));
            }
        }
    }

    private static void string(Schema schema, JsonNode node, Place at, List<FieldError> errors) {
        if (!node.isString()) {
            String wanted = schema.format() == null ? "text" : schema.format().expected;
            errors.add(at.error("expected " + wanted + ", got " + shown(schema, node)));
            return;
        }
        String text = node.stringValue();
        if (schema.choices() != null && !schema.choices().contains(text)) {
            errors.add(
                    at.error(
                            "expected one of "
                                    + String.join(", ", schema.choices())
                                    + ", got "
                                    + shown(schema, node)));
        }
        if (schema.format() != null && !schema.format().accepts(text)) {
            errors.add(
                    at.error("not " + schema.format().expected + ", got " + shown(schema, node)));
        }
        if (!schema.within().isEmpty()
                && schema.format().accepts(text)
                && !Within.holds(schema.format(), schema.within(), text)) {
            errors.add(
                    at.error(
                            "leads outside of what the plugin declares that it needs ("
                                    + String.join(", ", schema.within())
                                    + "), got "
                                    + shown(schema, node)));
        }
        length(schema, text.codePointCount(0, text.length()), "characters", at, errors);
        if (schema.pattern() != null && !schema.pattern().matcher(text).matches()) {
            errors.add(
                    at.error(
                            "does not match " + schema.pattern() + ", got " + shown(schema, node)));
        }
    }

    private static void length(
            Schema schema, int length, String what, Place at, List<FieldError> errors) {
        if (length < schema.minLength()) {
            errors.add(
                    at.error(
                            "at least "
                                    + schema.minLength()
                                    + " "
                                    + what
                                    + ", there are "
                                    + length));
        } else if (length > schema.maxLength()) {
            errors.add(
                    at.error(
                            "at most "
                                    + schema.maxLength()
                                    + " "
                                    + what
                                    + ", there are "
                                    + length));
        }
    }

    private static void number(Schema schema, JsonNode node, Place at, List<FieldError> errors) {
        boolean whole = schema.type() == Schema.Type.INTEGER;
        if (whole ? !node.isIntegralNumber() : !node.isNumber()) {
            errors.add(
                    at.error(
                            "expected a "
                                    + (whole ? "whole number" : "number")
                                    + ", got "
                                    + shown(schema, node)));
            return;
        }
        int width = schema.width();
        if (width != 0 && !fits(node, width)) {
            BigInteger limit = BigInteger.ONE.shiftLeft(width - 1);
            errors.add(
                    at.error(
                            "expected a whole number from "
                                    + limit.negate()
                                    + " to "
                                    + limit.subtract(BigInteger.ONE)
                                    + ", got "
                                    + shown(schema, node)));
            return;
        }
        double value = node.doubleValue();
        if (value < schema.min() || value > schema.max()) {
            errors.add(at.error(limits(schema, whole) + ", got " + shown(schema, node)));
        }
    }

    private static boolean fits(JsonNode node, int width) {
        return switch (width) {
            case 16 ->
                    node.canConvertToInt()
                            && node.intValue() >= Short.MIN_VALUE
                            && node.intValue() <= Short.MAX_VALUE;
            case 32 -> node.canConvertToInt();
            default -> node.canConvertToLong();
        };
    }

    private static String limits(Schema schema, boolean whole) {
        if (schema.max() == Double.POSITIVE_INFINITY) {
            return "expected at least " + plain(schema.min(), whole);
        }
        if (schema.min() == Double.NEGATIVE_INFINITY) {
            return "expected at most " + plain(schema.max(), whole);
        }
        return "expected a number from "
                + plain(schema.min(), whole)
                + " to "
                + plain(schema.max(), whole);
    }

    private static String plain(double value, boolean whole) {
        return whole || value == Math.rint(value)
                ? java.math.BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }

    private static void fill(Schema schema, JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (schema.values() != null) {
                object.values().forEach(value -> fill(schema.values(), value));
                return;
            }
            for (Map.Entry<String, Schema> property : schema.properties().entrySet()) {
                JsonNode value = object.get(property.getKey());
                if (value == null || value.isNull()) {
                    JsonNode fallback = property.getValue().fallback();
                    if (fallback == null) {
                        object.remove(property.getKey());
                        continue;
                    }
                    value = fallback.deepCopy();
                    object.set(property.getKey(), value);
                }
                fill(property.getValue(), value);
            }
        } else if (schema.items() != null && node.isArray()) {
            node.forEach(item -> fill(schema.items(), item));
        }
    }

    private static String shown(Schema schema, JsonNode node) {
        if (schema.secret()) {
            return Secrets.HIDDEN;
        }
        String text = node.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "…";
    }

    /** A place in the payload; a pointer is only made where something is wrong. */
    record Place(Place parent, String name) {
        static final Place ROOT = new Place(null, null);

        Place then(String next) {
            return new Place(this, next);
        }

        FieldError error(String message) {
            return new FieldError(pointer(), message);
        }

        private String pointer() {
            return parent == null
                    ? ""
                    : parent.pointer() + "/" + name.replace("~", "~0").replace("/", "~1");
        }
    }
}
