package dev.gantry.detection;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.check.CheckSpec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The configuration of a check with what it says as its target: that is the property {@code target}
 * of a detector that has one, where the configuration does not say it. Thread-safe.
 */
final class Target {

    private static final String NAME = "target";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final CheckSpec spec;
    private final boolean open;

    /** The latest answer: {@code schema} is what it was made for. */
    private volatile Answer answer = new Answer(null, null);

    private record Answer(String schema, String config) {}

    Target(CheckSpec spec) {
        this.spec = spec;
        this.open = !spec.card().target().isEmpty() && !says(spec.config());
    }

    private static boolean says(String config) {
        try {
            return JSON.readTree(config).has(NAME);
        } catch (RuntimeException e) {
            // the plugin tells what is wrong with it
            return true;
        }
    }

    /** The configuration for the detector as it is offered now. */
    String config(Catalog catalog) {
        if (!open) {
            return spec.config();
        }
        String schema =
                catalog.find(Kind.DETECTOR, spec.detector())
                        .map(Contribution::inputSchema)
                        .orElse(null);
        if (schema == null) {
            return spec.config();
        }
        Answer known = answer;
        if (!schema.equals(known.schema())) {
            known = new Answer(schema, filled(schema));
            answer = known;
        }
        return known.config();
    }

    private String filled(String schema) {
        JsonNode property = JSON.readTree(schema).path("properties").path(NAME);
        if (property.isMissingNode()
                || !(JSON.readTree(spec.config()) instanceof ObjectNode object)) {
            return spec.config();
        }
        return JSON.writeValueAsString(object.put(NAME, spec.card().target()));
    }
}
