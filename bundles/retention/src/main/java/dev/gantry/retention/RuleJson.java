package dev.gantry.retention;

import dev.gantry.spi.retention.RetentionRule;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;

/** Rules as they are stored. Thread-safe. */
final class RuleJson {
    private final JsonMapper mapper = JsonMapper.builder().build();

    String text(RetentionRule rule) {
        ObjectNode node = mapper.createObjectNode();
        put(node, "age", rule.age());
        put(node, "deadLetters", rule.deadLetters());
        put(node, "runs", rule.runs());
        put(node, "bytes", rule.bytes());
        return mapper.writeValueAsString(node);
    }

    private static void put(ObjectNode node, String name, Object value) {
        if (value instanceof Long number) {
            node.put(name, number);
        } else if (value != null) {
            node.put(name, value.toString());
        }
    }

    RetentionRule rule(String text) {
        JsonNode node = mapper.readTree(text);
        return new RetentionRule(
                duration(node, "age"),
                duration(node, "deadLetters"),
                number(node, "runs"),
                number(node, "bytes"));
    }

    private static Duration duration(JsonNode node, String name) {
        return node.has(name) ? Duration.parse(node.get(name).asString()) : null;
    }

    private static Long number(JsonNode node, String name) {
        return node.has(name) ? (Long) node.get(name).asLong() : null;
    }
}
