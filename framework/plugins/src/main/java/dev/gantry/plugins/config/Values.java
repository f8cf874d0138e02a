package dev.gantry.plugins.config;

import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** Configuration values as JSON text, and what is wrong with them in words. */
final class Values {
    /** What a plugin is set to as long as nobody set anything. */
    static final String NONE = "{}";

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private Values() {}

    /**
     * Checks that a text is a JSON object, and writes it without needless space.
     *
     * @throws GantryException {@code INVALID} if it is none
     */
    static String canonical(String json) {
        return tree(json).toString();
    }

    static ObjectNode tree(String json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode object) {
                return object;
            }
            throw new GantryException(Code.INVALID, "a configuration is a JSON object {…}");
        } catch (JacksonException e) {
            throw new GantryException(
                    Code.INVALID, "a configuration is a JSON object: " + e.getOriginalMessage());
        }
    }

    /** Whether two say the same, in whatever order. */
    static boolean same(String one, String other) {
        return one.equals(other) || normal(tree(one)).equals(normal(tree(other)));
    }

    /** An explicit {@code null} counts as absent, as in the checks. */
    private static JsonNode normal(ObjectNode object) {
        object.properties().stream()
                .filter(p -> p.getValue().isNull())
                .map(java.util.Map.Entry::getKey)
                .toList()
                .forEach(object::remove);
        return object;
    }

    /** A JSON Pointer for people: {@code retry.limit}; empty for the whole. */
    static String key(String pointer) {
        return pointer.isEmpty()
                ? ""
                : pointer.substring(1).replace('/', '.').replace("~1", "/").replace("~0", "~");
    }

    /** What is wrong first, and how much more is. */
    static String told(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        String key = key(first.pointer());
        return (key.isEmpty() ? "" : "`" + key + "`: ")
                + first.message()
                + (errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)");
    }

    /** What a refusal says, by its fields where it has some. */
    static String told(GantryException refusal) {
        return refusal.fields().isEmpty() ? refusal.getMessage() : told(refusal.fields());
    }
}
