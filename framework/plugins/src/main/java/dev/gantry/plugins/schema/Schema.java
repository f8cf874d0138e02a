package dev.gantry.plugins.schema;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A JSON Schema made by {@link SchemaWriter}, read back into a form that is quick to check against.
 * Holds nothing of the plugin that it came from. Immutable.
 *
 * @param width bits of an integer, 0 where it does not matter
 * @param values schema of the values of a map, {@code null} for a record
 * @param within where a path or a URI may lead; empty for anywhere
 * @param fallback value of an absent property, {@code null} for none
 * @param secret whether it is never shown
 * @param secrets whether it is, or has inside, something that is never shown
 */
public record Schema(
        Type type,
        Format format,
        int width,
        Map<String, Schema> properties,
        Set<String> required,
        Schema values,
        Schema items,
        boolean unique,
        double min,
        double max,
        int minLength,
        int maxLength,
        Pattern pattern,
        Set<String> choices,
        List<String> within,
        JsonNode fallback,
        boolean secret,
        boolean secrets) {

    /** The JSON types in use. */
    public enum Type {
        /** A record or a map. */
        OBJECT,
        /** A list or a set. */
        ARRAY,
        /** Text, or something that is written as text. */
        STRING,
        /** A whole number. */
        INTEGER,
        /** Any number. */
        NUMBER,
        /** Yes or no. */
        BOOLEAN
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Reads a schema that {@link SchemaWriter} wrote. */
    public static Schema parse(String json) {
        return of(JSON.readTree(json));
    }

    /** What it stands for, in words: {@code text}, {@code whole number}, {@code duration}. */
    public String noun() {
        return switch (type) {
            case OBJECT -> values == null ? "record" : "map";
            case ARRAY -> unique ? "set" : "list";
            case STRING -> format != null ? format.name : choices != null ? "choice" : "text";
            case INTEGER -> "whole number";
            case NUMBER -> "number";
            case BOOLEAN -> "true or false";
        };
    }

    /** Whether it and another stand for the same kind of text. */
    public boolean sameFormat(Schema other) {
        return format == other.format;
    }

    /** Whether another takes every place that this one may lead to. */
    public boolean leadsWithin(Schema other) {
        return other.within.isEmpty()
                || !within.isEmpty()
                        && within.stream().allMatch(p -> Within.covers(format, other.within, p));
    }

    /** The schema of a member of an object, {@code null} if it has none. */
    Schema member(String name) {
        return values != null ? values : properties.get(name);
    }

    static Schema of(JsonNode node) {
        return of(node, false);
    }

    private static Schema of(JsonNode node, boolean within) {
        boolean secret = within || node.path("writeOnly").asBoolean(false);
        Map<String, Schema> properties = new LinkedHashMap<>();
        if (node.has("properties")) {
            node.get("properties")
                    .properties()
                    .forEach(p -> properties.put(p.getKey(), of(p.getValue(), secret)));
        }
        Set<String> choices = null;
        if (node.has("enum")) {
            choices = texts(node.get("enum"));
        }
        JsonNode rest = node.get("additionalProperties");
        String format = node.path("format").asString("");
        Format text = Format.of("format", format);
        if (text == null) {
            text = Format.of("x-gantry-type", node.path("x-gantry-type").asString(""));
        }
        boolean array = node.has("items");
        Schema values = rest != null && rest.isObject() ? of(rest, secret) : null;
        Schema items = array ? of(node.get("items"), secret) : null;
        boolean inside =
                properties.values().stream().anyMatch(Schema::secrets)
                        || values != null && values.secrets()
                        || items != null && items.secrets();
        return new Schema(
                Type.valueOf(node.get("type").asString().toUpperCase(java.util.Locale.ROOT)),
                text,
                format.startsWith("int") ? Integer.parseInt(format.substring(3)) : 0,
                properties,
                texts(node.path("required")),
                values,
                items,
                node.path("uniqueItems").asBoolean(false),
                node.path("minimum").asDouble(Double.NEGATIVE_INFINITY),
                node.path("maximum").asDouble(Double.POSITIVE_INFINITY),
                node.path(array ? "minItems" : "minLength").asInt(0),
                node.path(array ? "maxItems" : "maxLength").asInt(Integer.MAX_VALUE),
                node.has("pattern") ? Pattern.compile(node.get("pattern").asString()) : null,
                choices,
                List.copyOf(texts(node.path(Within.KEYWORD))),
                node.get("default"),
                secret,
                secret || inside);
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new LinkedHashSet<>();
        array.forEach(n -> texts.add(n.asString()));
        return texts;
    }
}
