package dev.gantry.plugins.gate;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes schemas of the kind that the writer makes, others that are near, and values. */
final class RandomSchemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final List<String> FORMATS = List.of("duration", "date", "uuid", "uri");
    private static final List<String> PATTERNS = List.of("[a-z]+", "[A-Z]+", ".*");
    static final List<String> TEXTS =
            List.of(
                    "",
                    "a",
                    "abc",
                    "HIGH",
                    "LOW",
                    "MAX",
                    "PT5S",
                    "P7D",
                    "2026-01-31",
                    "00000000-0000-0000-0000-000000000000",
                    "http://x/y",
                    "two words");

    private final Random random;

    RandomSchemas(long seed) {
        this.random = new Random(seed);
    }

    ObjectNode record(int depth) {
        ObjectNode node = NODES.objectNode().put("type", "object");
        ObjectNode properties = node.putObject("properties");
        List<String> names = new ArrayList<>(NAMES);
        for (int i = random.nextInt(4); i > 0; i--) {
            add(node, properties, names.remove(random.nextInt(names.size())), depth);
        }
        node.put("additionalProperties", false);
        return node;
    }

    private void add(ObjectNode record, ObjectNode properties, String name, int depth) {
        ObjectNode property = value(depth - 1);
        properties.set(name, property);
        require(record, name, random.nextBoolean());
        fallback(record, property, name);
    }

    private static void require(ObjectNode record, String name, boolean required) {
        ArrayNode all = NODES.arrayNode();
        record.path("required").forEach(n -> keep(all, n, name));
        if (required) {
            all.add(name);
        }
        record.remove("required");
        if (!all.isEmpty()) {
            record.set("required", all);
        }
    }

    private static void keep(ArrayNode all, JsonNode node, String name) {
        if (!node.asString().equals(name)) {
            all.add(node);
        }
    }

    private void fallback(ObjectNode record, ObjectNode property, String name) {
        property.remove("default");
        boolean required = false;
        for (JsonNode n : record.path("required")) {
            required |= n.asString().equals(name);
        }
        if (!required && property.get("type").asString().equals("boolean")) {
            property.put("default", random.nextBoolean());
        }
    }

    private ObjectNode value(int depth) {
        ObjectNode node = NODES.objectNode();
        switch (random.nextInt(depth <= 0 ? 5 : 8)) {
            case 0 -> node.put("type", "boolean");
            case 1 -> {
                node.put("type", "integer");
                if (random.nextInt(4) > 0) {
                    node.put("format", "int" + (16 << random.nextInt(3)));
                }
                range(node);
            }
            case 2 -> range(node.put("type", "number"));
            case 3 -> choices(node.put("type", "string"));
            case 4 -> text(node.put("type", "string"));
            case 5 -> {
                node.put("type", "array").set("items", value(depth - 1));
                if (random.nextBoolean()) {
                    node.put("uniqueItems", true);
                }
                length(node, "Items", 3);
            }
            case 6 -> node.put("type", "object").set("additionalProperties", value(depth - 1));
            default -> {
                return record(depth);
            }
        }
        return node;
    }

    private void range(ObjectNode node) {
        node.remove("minimum");
        node.remove("maximum");
        if (random.nextBoolean()) {
            node.put("minimum", random.nextInt(5) / 2.0);
        }
        if (random.nextBoolean()) {
            node.put("maximum", 2 + random.nextInt(50_000));
        }
    }

    private void choices(ObjectNode node) {
        node.remove("enum");
        ArrayNode all = node.putArray("enum");
        for (String choice : List.of("HIGH", "LOW", "MAX")) {
            if (random.nextInt(3) > 0) {
                all.add(choice);
            }
        }
        if (all.isEmpty()) {
            all.add("LOW");
        }
    }

    private void text(ObjectNode node) {
        List.of("format", "pattern", "minLength", "maxLength").forEach(node::remove);
        switch (random.nextInt(4)) {
            case 0 -> node.put("format", FORMATS.get(random.nextInt(FORMATS.size())));
            case 1 ->
                    node.put(
                            "pattern",
                            "^(?:" + PATTERNS.get(random.nextInt(PATTERNS.size())) + ")$");
            default -> length(node, "Length", 5);
        }
    }

    private void length(ObjectNode node, String what, int most) {
        node.remove("min" + what);
        node.remove("max" + what);
        if (random.nextInt(3) == 0) {
            node.put("min" + what, random.nextInt(most));
        }
        if (random.nextInt(3) == 0) {
            node.put("max" + what, 1 + random.nextInt(most));
        }
    }

    /** Changes something somewhere in a record. */
    void change(ObjectNode record, int depth) {
        ObjectNode properties = (ObjectNode) record.get("properties");
        List<String> there = new ArrayList<>(properties.propertyNames());
        List<String> free = new ArrayList<>(NAMES);
        free.removeAll(there);
        int what = random.nextInt(10);
        if (there.isEmpty() || what == 0 && !free.isEmpty()) {
            add(record, properties, free.get(random.nextInt(free.size())), depth);
            return;
        }
        String name = there.get(random.nextInt(there.size()));
        ObjectNode property = (ObjectNode) properties.get(name);
        if (what == 1) {
            properties.remove(name);
            require(record, name, false);
        } else if (what <= 3) {
            require(record, name, random.nextBoolean());
            fallback(record, property, name);
        } else if (what == 4) {
            properties.set(name, value(depth - 1));
            require(record, name, random.nextBoolean());
        } else {
            within(property, depth - 1);
        }
    }

    private void within(ObjectNode node, int depth) {
        switch (node.get("type").asString()) {
            case "integer" -> {
                if (random.nextInt(4) == 0) {
                    node.put("type", "number").remove("format");
                } else if (random.nextBoolean()) {
                    node.put("format", "int" + (16 << random.nextInt(3)));
                } else {
                    range(node);
                }
            }
            case "number" -> range(node);
            case "string" -> {
                if (random.nextInt(4) == 0) {
                    node.remove("enum");
                    text(node);
                } else if (node.has("enum")) {
                    choices(node);
                } else {
                    text(node);
                }
            }
            case "array" -> {
                switch (random.nextInt(3)) {
                    case 0 -> length(node, "Items", 3);
                    case 1 -> node.put("uniqueItems", random.nextBoolean());
                    default -> within((ObjectNode) node.get("items"), depth - 1);
                }
            }
            case "object" -> {
                if (node.has("properties")) {
                    change(node, depth);
                } else {
                    within((ObjectNode) node.get("additionalProperties"), depth - 1);
                }
            }
            default -> {}
        }
    }

    /** A value that may fit a schema. */
    JsonNode sample(JsonNode schema) {
        return switch (schema.get("type").asString()) {
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "integer" -> number(schema, false);
            case "number" -> number(schema, random.nextBoolean());
            case "string" -> {
                JsonNode choices = schema.path("enum");
                yield choices.isEmpty()
                        ? NODES.stringNode(TEXTS.get(random.nextInt(TEXTS.size())))
                        : choices.get(random.nextInt(choices.size()));
            }
            case "array" -> {
                ArrayNode all = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    all.add(sample(schema.get("items")));
                }
                yield all;
            }
            default -> object(schema);
        };
    }

    private JsonNode object(JsonNode schema) {
        ObjectNode node = NODES.objectNode();
        if (schema.has("properties")) {
            for (var property : schema.get("properties").properties()) {
                boolean required = false;
                for (JsonNode name : schema.path("required")) {
                    required |= name.asString().equals(property.getKey());
                }
                if (required || random.nextInt(3) > 0) {
                    node.set(property.getKey(), sample(property.getValue()));
                } else if (random.nextInt(4) == 0) {
                    node.putNull(property.getKey());
                }
            }
        } else {
            for (int i = random.nextInt(3); i > 0; i--) {
                node.set(NAMES.get(random.nextInt(4)), sample(schema.get("additionalProperties")));
            }
        }
        return node;
    }

    /** Often at a limit. */
    private JsonNode number(JsonNode schema, boolean fraction) {
        double base =
                switch (random.nextInt(5)) {
                    case 0 -> schema.path("minimum").asDouble(0);
                    case 1 -> schema.path("maximum").asDouble(0);
                    case 2 -> random.nextBoolean() ? Short.MAX_VALUE : Integer.MAX_VALUE;
                    default -> random.nextInt(60_000) - 5_000;
                };
        if (fraction) {
            return NODES.numberNode(base + 0.25);
        }
        return NODES.numberNode((long) Math.ceil(base) + random.nextInt(3) - 1);
    }
}
