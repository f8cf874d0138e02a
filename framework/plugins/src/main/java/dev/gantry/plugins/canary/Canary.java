package dev.gantry.plugins.canary;

import dev.gantry.spi.plugin.CanarySpec;
import dev.gantry.spi.plugin.RevisionRef;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A version on trial beside the one in service.
 *
 * @param canary the revision on trial
 * @param control the revision in service, of the same plugin
 */
public record Canary(RevisionRef canary, RevisionRef control, CanarySpec spec) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Checks that both are of one plugin. */
    public Canary {
        if (!canary.plugin().equals(control.plugin()) || canary.equals(control)) {
            throw new IllegalArgumentException(
                    "a canary is another revision of the same plugin: " + canary + ", " + control);
        }
    }

    /** The plugin's id. */
    public String plugin() {
        return canary.plugin();
    }

    /** How many steps there are: one where tenant or labels choose the work. */
    int steps() {
        return spec.selective() ? 1 : spec.steps().size();
    }

    Split split(int step) {
        return Split.of(canary.sha256(), spec, step);
    }

    /** What has to be kept to go on in this step after a restart. */
    String json(int step) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        put(node.putObject("canary"), canary);
        put(node.putObject("control"), control);
        node.put("step", step);
        spec.steps().forEach(node.putArray("steps")::add);
        if (spec.tenant() != null) {
            node.put("tenant", spec.tenant());
        }
        spec.labels().forEach(node.putObject("labels")::put);
        node.put("bake", spec.bake().toString());
        node.put("minimum", spec.minimum());
        return node.toString();
    }

    private static void put(ObjectNode node, RevisionRef ref) {
        node.put("version", ref.version()).put("sha256", ref.sha256());
    }

    /** A canary with the step that it was in. */
    record Kept(Canary canary, int step) {}

    /**
     * From what {@link #json} gave.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static Kept read(String plugin, String json) {
        try {
            JsonNode node = JSON.readTree(json);
            List<Integer> steps = new ArrayList<>();
            node.required("steps").forEach(s -> steps.add(s.asInt()));
            Map<String, String> labels = new HashMap<>();
            node.required("labels").forEachEntry((k, v) -> labels.put(k, v.asString()));
            CanarySpec spec =
                    new CanarySpec(
                            steps,
                            node.path("tenant").asString(null),
                            labels,
                            Duration.parse(node.required("bake").asString()),
                            node.required("minimum").asInt());
            Canary canary =
                    new Canary(
                            ref(plugin, node.required("canary")),
                            ref(plugin, node.required("control")),
                            spec);
            int step = node.required("step").asInt();
            if (step < 0 || step >= canary.steps()) {
                throw new IllegalArgumentException("no step " + step + " of " + canary.steps());
            }
            return new Kept(canary, step);
        } catch (JacksonException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "the canary of "
                            + plugin
                            + " on record cannot be read; activate the version again: "
                            + e.getMessage(),
                    e);
        }
    }

    private static RevisionRef ref(String plugin, JsonNode node) {
        return new RevisionRef(
                plugin, node.required("version").asString(), node.required("sha256").asString());
    }
}
