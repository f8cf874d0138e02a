package dev.gantry.http;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.FieldError;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** JSON as the API reads and writes it. Numbers keep all their digits. */
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private Json() {}

    /**
     * Reads a document.
     *
     * @throws ProblemException 400 that names line and column
     */
    public static JsonNode parse(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            String where =
                    at == null || at.getLineNr() < 1
                            ? ""
                            : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new ProblemException(
                    Problem.of(
                            400,
                            "invalid",
                            "The body is not JSON"
                                    + where
                                    + ": "
                                    + firstLine(e.getOriginalMessage())
                                    + "."));
        }
    }

    /** A document as UTF-8. */
    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** A document as text, on one line. */
    public static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** An empty array. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Adds a value by what {@code toString} says of it (times, durations), or null. */
    public static void put(ObjectNode node, String name, Object value) {
        node.put(name, value == null ? null : value.toString());
    }

    /** Adds a constant in lower case, with dashes between its words, or null. */
    public static void lower(ObjectNode node, String name, Enum<?> value) {
        node.put(name, value == null ? null : lower(value));
    }

    /** A constant in lower case, with dashes between its words. */
    public static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Adds JSON that is stored as text, or null. */
    public static void raw(ObjectNode node, String name, String json) {
        if (json == null) {
            node.putNull(name);
        } else {
            node.putRawValue(name, new RawValue(json));
        }
    }

    /** Adds texts as an array. */
    public static void texts(ObjectNode node, String name, Collection<String> values) {
        ArrayNode array = node.putArray(name);
        values.forEach(array::add);
    }

    /** Adds pairs as an object, sorted by name. */
    public static void map(ObjectNode node, String name, Map<String, String> values) {
        ObjectNode object = node.putObject(name);
        new TreeMap<>(values).forEach(object::put);
    }

    /** Adds what names a plugin revision, or null. */
    public static void revision(ObjectNode node, String name, RevisionRef ref) {
        if (ref == null) {
            node.putNull(name);
            return;
        }
        node.putObject(name)
                .put("id", ref.plugin())
                .put("version", ref.version())
                .put("sha256", ref.sha256());
    }

    /** A field error as an object. */
    public static ObjectNode fieldError(FieldError error) {
        return object().put("pointer", error.pointer()).put("detail", error.message());
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
