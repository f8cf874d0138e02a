package dev.gantry.plugins.schema;

import dev.gantry.spi.run.FieldError;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** The values in JSON that a schema marks as secret. Thread-safe. */
public final class Secrets {
    /** What is shown in the place of a secret. */
    public static final String HIDDEN = "***";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Secrets() {}

    /** The secret values, as text; those of JSON that does not fit are as many as can be told. */
    public static Set<String> in(Schema schema, String json) {
        if (!schema.secrets() || json == null) {
            return Set.of();
        }
        Set<String> found = new HashSet<>();
        map(
                schema,
                read(json),
                Place.TOP,
                (place, value) -> {
                    found.add(value.asString());
                    return value;
                });
        return Set.copyOf(found);
    }

    /** The same with {@value #HIDDEN} in the place of each secret value. */
    public static String hide(Schema schema, String json) {
        if (!schema.secrets() || json == null) {
            return json;
        }
        JsonNode hidden = JsonNodeFactory.instance.stringNode(HIDDEN);
        return map(schema, read(json), Place.TOP, (place, value) -> hidden).toString();
    }

    /**
     * Puts the secrets of {@code before} where {@code json} has {@value #HIDDEN}: what was shown
     * may be sent back as it is.
     */
    public static String restore(Schema schema, String json, String before) {
        if (!schema.secrets() || !json.contains(HIDDEN)) {
            return json;
        }
        JsonNode old = read(before);
        return map(
                        schema,
                        read(json),
                        Place.TOP,
                        (place, value) -> {
                            JsonNode its = hidden(value) ? old.at(place.pointer()) : value;
                            return its.isMissingNode() ? value : its;
                        })
                .toString();
    }

    /** Adds an error for each secret that has {@value #HIDDEN} for a value. */
    static void refuseHidden(Schema schema, JsonNode node, List<FieldError> errors) {
        map(
                schema,
                node,
                Place.TOP,
                (place, value) -> {
                    if (hidden(value)) {
                        errors.add(
                                new FieldError(
                                        place.pointer(),
                                        "is shown as "
                                                + HIDDEN
                                                + " because it is a secret; give its real value"));
                    }
                    return value;
                });
    }

    private static boolean hidden(JsonNode value) {
        return value.isString() && value.asString().equals(HIDDEN);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private record Place(Place parent, String name) {
        static final Place TOP = new Place(null, null);

        Place then(String next) {
            return new Place(this, next);
        }

        String pointer() {
            return parent == null
                    ? ""
                    : parent.pointer() + "/" + name.replace("~", "~0").replace("/", "~1");
        }
    }

    /** A copy in which each secret value is what {@code each} makes of it. */
    private static JsonNode map(
            Schema schema, JsonNode node, Place place, BiFunction<Place, JsonNode, JsonNode> each) {
        if (schema == null || !schema.secrets() && !schema.secret()) {
            return node;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(
                            p ->
                                    copy.set(
                                            p.getKey(),
                                            map(
                                                    schema.member(p.getKey()),
                                                    p.getValue(),
                                                    place.then(p.getKey()),
                                                    each)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < array.size(); i++) {
                copy.add(map(schema.items(), array.get(i), place.then("" + i), each));
            }
            return copy;
        }
        return schema.secret() && !node.isNull() ? each.apply(place, node) : node;
    }
}
