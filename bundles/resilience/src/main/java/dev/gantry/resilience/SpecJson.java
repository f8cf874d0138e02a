package dev.gantry.resilience;

import dev.gantry.spi.resilience.TargetSpec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;

/** How targets are spared, as it is stored. Thread-safe. */
final class SpecJson {
    private final JsonMapper mapper = JsonMapper.builder().build();

    String write(TargetSpec spec) {
        ObjectNode node = mapper.createObjectNode();
        node.put("failures", spec.failures());
        node.put("calls", spec.calls());
        if (spec.period() != null) {
            node.put("period", spec.period().toString());
        }
        node.put("delay", spec.delay().toString());
        node.put("trials", spec.trials());
        node.put("rate", spec.rate());
        node.put("per", spec.per().toString());
        node.put("concurrent", spec.concurrent());
        node.put("wait", spec.patience().toString());
        return node.toString();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws RuntimeException if it is anything else
     */
    TargetSpec read(String json) {
        JsonNode node = mapper.readTree(json);
        return new TargetSpec(
                node.required("failures").asDouble(),
                node.required("calls").asInt(),
                node.has("period") ? Duration.parse(node.get("period").asString()) : null,
                Duration.parse(node.required("delay").asString()),
                node.required("trials").asInt(),
                node.required("rate").asInt(),
                Duration.parse(node.required("per").asString()),
                node.required("concurrent").asInt(),
                Duration.parse(node.required("wait").asString()));
    }
}
