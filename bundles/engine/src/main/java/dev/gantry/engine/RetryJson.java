package dev.gantry.engine;

import dev.gantry.spi.run.RetryPolicy;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Retry policies in the rows of runs. */
final class RetryJson {
    private RetryJson() {}

    static void write(ObjectNode node, RetryPolicy policy) {
        node.put("attempts", policy.attempts())
                .put("first", policy.first().toString())
                .put("max", policy.max().toString());
        if (!policy.unless().isEmpty()) {
            ArrayNode unless = node.putArray("unless");
            policy.unless().stream().sorted().forEach(unless::add);
        }
        if (policy.within() != null) {
            node.put("within", policy.within().toString());
        }
    }

    static RetryPolicy read(JsonNode node) {
        RetryPolicy usual = RetryPolicy.NONE;
        Set<String> unless = new HashSet<>();
        node.path("unless").forEach(name -> unless.add(name.asString()));
        return new RetryPolicy(
                node.path("attempts").asInt(usual.attempts()),
                duration(node, "first", usual.first()),
                duration(node, "max", usual.max()),
                unless,
                duration(node, "within", null));
    }

    private static Duration duration(JsonNode node, String name, Duration otherwise) {
        return node.has(name) ? Duration.parse(node.get(name).asString()) : otherwise;
    }
}
