package dev.gantry.plugins.schema;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Matches;
import dev.gantry.api.schema.Range;
import dev.gantry.api.schema.Secret;
import dev.gantry.spi.run.FieldError;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Makes a JSON Schema (2020-12) from a record, as {@link dev.gantry.api.schema} describes. Keeps
 * nothing of the record. Use an instance once.
 */
public final class SchemaWriter {
    private static final String REMEDY =
            "use text, numbers, booleans, enums, times, paths, URIs, records, or List, Set, Map"
                    + " with text keys and Optional of these";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Deque<Class<?>> open = new ArrayDeque<>();

    private SchemaWriter() {}

    /**
     * The schema of a record.
     *
     * @throws SchemaException naming the component that has none
     */
    public static String write(Class<?> type) throws SchemaException {
        return write(type, "", "");
    }

    /**
     * The schema of a record, with a name and a description for people.
     *
     * @param title may be empty
     * @param description may be empty
     * @throws SchemaException naming the component that has none
     */
    public static String write(Class<?> type, String title, String description)
            throws SchemaException {
        ObjectNode root = NODES.objectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        if (!title.isEmpty()) {
            root.put("title", title);
        }
        root.setAll(new SchemaWriter().object(type));
        if (!description.isEmpty()) {
            root.put("description", description);
        }
        return root.toString();
    }

    private ObjectNode object(Class<?> type) throws SchemaException {
        if (open.contains(type)) {
            throw new SchemaException(
                    type.getTypeName() + " contains itself, which has no schema: flatten it");
        }
        open.push(type);
        ObjectNode node = NODES.objectNode().put("type", "object");
        Doc doc = type.getAnnotation(Doc.class);
        if (doc != null) {
            node.put("description", doc.value());
        }
        ObjectNode properties = node.putObject("properties");
        ArrayNode required = NODES.arrayNode();
        for (RecordComponent component : type.getRecordComponents()) {
            if (property(component, properties)) {
                required.add(component.getName());
            }
        }
        if (!required.isEmpty()) {
            node.set("required", required);
        }
        node.put("additionalProperties", false);
        open.pop();
        return node;
    }

    /** Adds a property and tells whether it is required. */
    private boolean property(RecordComponent component, ObjectNode properties)
            throws SchemaException {
        Type type = component.getGenericType();
        boolean optional = false;
        if (type instanceof ParameterizedType wrapped && wrapped.getRawType() == Optional.class) {
            type = wrapped.getActualTypeArguments()[0];
            optional = true;
        }
        ObjectNode node = schema(type, component);
        Doc doc = annotation(component, Doc.class);
        if (doc != null) {
            node.put("description", doc.value());
        }
        limits(component, node);
        secret(component, node);
        properties.set(component.getName(), node);
        Default fallback = annotation(component, Default.class);
        if (fallback != null) {
            node.set("default", fallback(fallback.value(), node, component));
            return false;
        }
        if (optional) {
            return false;
        }
        boolean list = node.has("items");
        boolean map = node.path("additionalProperties").isObject();
        if (list && node.path("minItems").asInt(0) == 0) {
            node.putArray("default");
            return false;
        }
        if (map) {
            node.putObject("default");
            return false;
        }
        return true;
    }

    /** Of a component, or of its field: Kotlin has no other place for it. */
    private static <A extends Annotation> A annotation(RecordComponent component, Class<A> type) {
        A own = component.getAnnotation(type);
        if (own != null) {
            return own;
        }
        try {
            return component
                    .getDeclaringRecord()
                    .getDeclaredField(component.getName())
                    .getAnnotation(type);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(component + " has no field", e);
        }
    }

    private ObjectNode schema(Type type, RecordComponent component) throws SchemaException {
        if (type instanceof Class<?> plain) {
            return simple(plain, component);
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class || generic.getRawType() == Set.class) {
                ObjectNode node = NODES.objectNode().put("type", "array");
                node.set("items", schema(arguments[0], component));
                if (generic.getRawType() == Set.class) {
                    node.put("uniqueItems", true);
                }
                return node;
            }
            if (generic.getRawType() == Map.class && arguments[0] == String.class) {
                ObjectNode node = NODES.objectNode().put("type", "object");
                node.set("additionalProperties", schema(arguments[1], component));
                return node;
            }
        }
        throw none(type, component);
    }

    private ObjectNode simple(Class<?> type, RecordComponent component) throws SchemaException {
        ObjectNode node = NODES.objectNode();
        Format format = Format.of(type);
        if (format != null) {
            return node.put("type", "string").put(format.keyword, format.name);
        }
        if (type == String.class) {
            return node.put("type", "string");
        }
        if (type == boolean.class || type == Boolean.class) {
            return node.put("type", "boolean");
        }
        if (type == int.class || type == Integer.class) {
            return node.put("type", "integer").put("format", "int32");
        }
        if (type == long.class || type == Long.class) {
            return node.put("type", "integer").put("format", "int64");
        }
        if (type == short.class || type == Short.class) {
            return node.put("type", "integer").put("format", "int16");
        }
        if (type == BigInteger.class) {
            return node.put("type", "integer");
        }
        if (type == double.class
                || type == Double.class
                || type == float.class
                || type == Float.class
                || type == BigDecimal.class) {
            return node.put("type", "number");
        }
        if (type.isEnum()) {
            node.put("type", "string");
            ArrayNode constants = node.putArray("enum");
            // by its fields: to ask for the constants would run the code that makes them
            for (Field field : type.getDeclaredFields()) {
                if (field.isEnumConstant()) {
                    constants.add(field.getName());
                }
            }
            return node;
        }
        if (type.isRecord() && type.getTypeParameters().length == 0) {
            return object(type);
        }
        throw none(type, component);
    }

    private void limits(RecordComponent component, ObjectNode node) throws SchemaException {
        String type = node.get("type").asString();
        Range range = annotation(component, Range.class);
        if (range != null) {
            if (!type.equals("integer") && !type.equals("number")) {
                throw misplaced("@Range", "a number", component);
            }
            ordered("@Range", range.min(), range.max(), component);
            limit(node, "minimum", range.min());
            limit(node, "maximum", range.max());
        }
        Length length = annotation(component, Length.class);
        if (length != null) {
            if (!type.equals("string") && !type.equals("array")) {
                throw misplaced("@Length", "text, a List or a Set", component);
            }
            ordered("@Length", length.min(), length.max(), component);
            String what = type.equals("string") ? "Length" : "Items";
            if (length.min() > 0) {
                node.put("min" + what, length.min());
            }
            if (length.max() < Integer.MAX_VALUE) {
                node.put("max" + what, length.max());
            }
        }
        Matches matches = annotation(component, Matches.class);
        if (matches != null) {
            if (!type.equals("string")) {
                throw misplaced("@Matches", "text", component);
            }
            try {
                Pattern.compile(matches.value());
            } catch (PatternSyntaxException e) {
                throw new SchemaException(
                        place(component)
                                + " has a @Matches that is no regular expression: "
                                + e.getDescription());
            }
            node.put("pattern", "^(?:" + matches.value() + ")$");
        }
    }

    private static void ordered(String what, double min, double max, RecordComponent component)
            throws SchemaException {
        if (min > max) {
            throw new SchemaException(
                    place(component)
                            + " has a "
                            + what
                            + " whose min is above its max, so that nothing fits: correct it");
        }
    }

    private static void secret(RecordComponent component, ObjectNode node) throws SchemaException {
        if (annotation(component, Secret.class) == null) {
            return;
        }
        if (annotation(component, Default.class) != null) {
            throw new SchemaException(
                    place(component)
                            + " is a @Secret with a @Default, which everybody would see: remove"
                            + " the default");
        }
        node.put("writeOnly", true);
        if (node.get("type").asString().equals("string") && !node.has("format")) {
            node.put("format", "password");
        }
    }

    private static void limit(ObjectNode node, String keyword, double value) {
        if (Double.isFinite(value)) {
            if (value == Math.rint(value) && Math.abs(value) < 1e15) {
                node.put(keyword, (long) value);
            } else {
                node.put(keyword, value);
            }
        }
    }

    private static JsonNode fallback(String text, ObjectNode schema, RecordComponent component)
            throws SchemaException {
        JsonNode value;
        if (schema.get("type").asString().equals("string")) {
            value = NODES.stringNode(text);
        } else {
            try {
                value = JSON.readTree(text);
            } catch (JacksonException e) {
                throw new SchemaException(
                        place(component) + " has a @Default that is not JSON: " + text);
            }
        }
        List<FieldError> errors = new ArrayList<>();
        SchemaValidator.check(Schema.of(schema), value, SchemaValidator.Place.ROOT, errors);
        if (!errors.isEmpty()) {
            throw new SchemaException(
                    place(component)
                            + " has a @Default that does not fit: "
                            + (errors.getFirst().pointer() + " " + errors.getFirst().message())
                                    .strip());
        }
        return value;
    }

    private static SchemaException misplaced(String what, String on, RecordComponent component) {
        return new SchemaException(
                place(component) + " has a " + what + ", which belongs on " + on + ": remove it");
    }

    private static SchemaException none(Type type, RecordComponent component) {
        return new SchemaException(
                place(component)
                        + " is a "
                        + type.getTypeName()
                        + ", which has no schema: "
                        + REMEDY);
    }

    private static String place(RecordComponent component) {
        return "component "
                + component.getName()
                + " of "
                + component.getDeclaringRecord().getTypeName();
    }
}
