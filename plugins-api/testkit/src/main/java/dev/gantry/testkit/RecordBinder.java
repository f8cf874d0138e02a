package dev.gantry.testkit;

import dev.gantry.api.schema.Default;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes a parameter record from a map: defaults filled in, names checked. Limits are not checked,
 * and defaults of records inside collections are not filled in: pass records where that matters.
 */
final class RecordBinder {
    private static final Set<Class<?>> BARE =
            Set.of(
                    boolean.class,
                    Boolean.class,
                    int.class,
                    long.class,
                    short.class,
                    double.class,
                    float.class);

    private final JsonMapper json = JsonMapper.builder().build();

    <T> T bind(Map<String, ?> values, Class<T> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " is no record; parameters are");
        }
        ObjectNode tree = json.valueToTree(plain(values));
        complete(tree, type, "");
        return json.treeToValue(tree, type);
    }

    /**
     * The members of a JSON object.
     *
     * @throws IllegalArgumentException if the text is none
     */
    Map<String, Object> members(String text) {
        try {
            if (json.readTree(text) instanceof ObjectNode tree) {
                return json.treeToValue(tree, new TypeReference<>() {});
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "parameters are a JSON object: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("parameters are a JSON object, not " + text);
    }

    /**
     * Of a component, or of its field: Kotlin has no other place for it.
     *
     * @return {@code null} if there is none
     */
    static <A extends Annotation> A annotation(RecordComponent component, Class<A> type) {
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
            throw new AssertionError(component + " has no field", e);
        }
    }

    /** The first type argument that {@code instance}'s class gives to {@code contract}. */
    static Class<?> input(Object instance, Class<?> contract) {
        for (Class<?> type = instance.getClass(); type != null; type = type.getSuperclass()) {
            for (Type parent : type.getGenericInterfaces()) {
                if (parent instanceof ParameterizedType known
                        && known.getRawType() == contract
                        && known.getActualTypeArguments()[0] instanceof Class<?> found) {
                    return found;
                }
            }
        }
        throw new IllegalArgumentException(
                "%s does not say which record it takes; pass the record instead of a map"
                        .formatted(instance.getClass().getName()));
    }

    private void complete(ObjectNode tree, Class<?> type, String at) {
        var known = new TreeSet<String>();
        for (RecordComponent component : type.getRecordComponents()) {
            known.add(component.getName());
            JsonNode value = tree.get(component.getName());
            if (value == null || value.isNull()) {
                absent(tree, component, at);
            }
            if (component.getType().isRecord()
                    && tree.get(component.getName()) instanceof ObjectNode inner) {
                complete(inner, component.getType(), at + component.getName() + ".");
            }
        }
        Set<String> unknown =
                tree.propertyNames().stream()
                        .filter(name -> !known.contains(name))
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s has no %s%s; it has %s"
                            .formatted(type.getSimpleName(), at, unknown, known));
        }
    }

    private void absent(ObjectNode tree, RecordComponent component, String at) {
        String name = component.getName();
        Class<?> type = component.getType();
        Default preset = annotation(component, Default.class);
        if (preset != null) {
            tree.set(name, preset(preset.value(), type));
        } else if (Map.class.isAssignableFrom(type)) {
            tree.putObject(name);
        } else if (Collection.class.isAssignableFrom(type)) {
            tree.putArray(name);
        } else if (type != Optional.class) {
            throw new IllegalArgumentException("`%s%s` is missing".formatted(at, name));
        }
    }

    private JsonNode preset(String text, Class<?> type) {
        boolean asJson =
                BARE.contains(type)
                        || Number.class.isAssignableFrom(type)
                        || Collection.class.isAssignableFrom(type)
                        || Map.class.isAssignableFrom(type)
                        || type.isRecord();
        return asJson ? json.readTree(text) : json.getNodeFactory().stringNode(text);
    }

    /** Paths as text: Jackson would make URIs of them. */
    private static Object plain(Object value) {
        return switch (value) {
            case Path path -> path.toString();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<Object, Object>();
                map.forEach((key, inner) -> copy.put(key, plain(inner)));
                yield copy;
            }
            case Collection<?> items -> items.stream().map(RecordBinder::plain).toList();
            case Object[] items -> Arrays.stream(items).map(RecordBinder::plain).toList();
            case null, default -> value;
        };
    }
}
