package dev.gantry.plugins.catalog;

import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.RetryPolicy;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a revision offers, as it is kept on record: it outlives the plugin's classes. */
public final class OffersJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private OffersJson() {}

    /** As JSON. */
    public static String write(List<Offering> offerings) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Offering offering : offerings) {
            ObjectNode node = array.addObject();
            node.put("kind", offering.kind().name().toLowerCase(Locale.ROOT));
            node.put("id", offering.id());
            node.put("title", offering.title());
            node.put("description", offering.description());
            node.set("input", JSON.readTree(offering.inputSchema()));
            if (offering.outputSchema() != null) {
                node.set("output", JSON.readTree(offering.outputSchema()));
            }
            if (offering.timeout() != null) {
                node.put("timeout", offering.timeout().toString());
            }
            node.putObject("retry")
                    .put("attempts", offering.retry().attempts())
                    .put("first", offering.retry().first().toString())
                    .put("max", offering.retry().max().toString());
        }
        return array.toString();
    }

    /** What a manifest declares, where no schema is known. */
    public static String declared(List<String> tasks, List<String> detectors) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        tasks.forEach(id -> array.addObject().put("kind", "task").put("id", id));
        detectors.forEach(id -> array.addObject().put("kind", "detector").put("id", id));
        return array.toString();
    }

    /** The ids of one kind. */
    public static List<String> ids(String json, Kind kind) {
        if (json == null || json.isEmpty()) {
            return List.of();
        }
        List<String> ids = new ArrayList<>();
        for (JsonNode node : JSON.readTree(json)) {
            if (kind(node) == kind) {
                ids.add(node.get("id").asString());
            }
        }
        return List.copyOf(ids);
    }

    /**
     * The contributions on record, unavailable for a reason; those without a schema are left out.
     */
    static List<Contribution> read(String json, RevisionRef provider, String reason) {
        List<Contribution> contributions = new ArrayList<>();
        if (json == null || json.isEmpty()) {
            return contributions;
        }
        for (JsonNode node : JSON.readTree(json)) {
            if (!node.has("input")) {
                continue;
            }
            JsonNode retry = node.get("retry");
            contributions.add(
                    new Contribution(
                            kind(node),
                            node.get("id").asString(),
                            node.get("title").asString(),
                            node.get("description").asString(),
                            provider,
                            node.get("input").toString(),
                            node.has("output") ? node.get("output").toString() : null,
                            node.has("timeout")
                                    ? Duration.parse(node.get("timeout").asString())
                                    : null,
                            new RetryPolicy(
                                    retry.get("attempts").asInt(),
                                    Duration.parse(retry.get("first").asString()),
                                    Duration.parse(retry.get("max").asString())),
                            false,
                            reason));
        }
        return contributions;
    }

    private static Kind kind(JsonNode node) {
        return Kind.valueOf(node.get("kind").asString().toUpperCase(Locale.ROOT));
    }
}
