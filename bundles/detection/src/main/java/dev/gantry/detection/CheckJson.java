package dev.gantry.detection;

import dev.gantry.detection.assess.VoteJson;
import dev.gantry.detection.spec.SpecFormat;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.store.StoredVerdict;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Checks and verdicts as they are stored: a specification as {@link SpecFormat#store} writes it,
 * the body of a verdict as {@code
 * {"reasons":[],"measurements":{},"took":"PT0.02S","provider":{"plugin":"host",
 * "version":"1.0.0","sha256":"…"}}}, with its {@code votes} where the detector is not the only one
 * that voted. Thread-safe.
 */
final class CheckJson {

    private final JsonMapper json = JsonMapper.builder().build();

    String write(CheckSpec spec) {
        return SpecFormat.store(spec);
    }

    /**
     * Reads a specification.
     *
     * @throws RuntimeException if it is none
     */
    CheckSpec spec(String text) {
        return SpecFormat.stored(text);
    }

    StoredVerdict write(String check, CheckVerdict verdict) {
        ObjectNode node = json.createObjectNode();
        ArrayNode reasons = node.putArray("reasons");
        verdict.reasons().forEach(reasons::add);
        ObjectNode measurements = node.putObject("measurements");
        verdict.measurements().forEach(measurements::put);
        node.put("took", verdict.took().toString());
        RevisionRef provider = verdict.provider();
        if (provider != null) {
            node.putObject("provider")
                    .put("plugin", provider.plugin())
                    .put("version", provider.version())
                    .put("sha256", provider.sha256());
        }
        if (verdict.votes().size() > 1) {
            VoteJson.write(node, verdict.votes());
        }
        return new StoredVerdict(
                check,
                verdict.at().toEpochMilli(),
                status(verdict.status()),
                json.writeValueAsString(node));
    }

    /**
     * Reads a verdict.
     *
     * @throws RuntimeException if it is none
     */
    CheckVerdict verdict(StoredVerdict row) {
        JsonNode node = json.readTree(row.body());
        List<String> reasons = new ArrayList<>();
        node.required("reasons").forEach(reason -> reasons.add(reason.asString()));
        Map<String, Double> measurements = new LinkedHashMap<>();
        node.required("measurements")
                .properties()
                .forEach(e -> measurements.put(e.getKey(), e.getValue().asDouble()));
        JsonNode provider = node.get("provider");
        CheckVerdict alone =
                new CheckVerdict(
                        Instant.ofEpochMilli(row.at()),
                        CheckStatus.valueOf(row.status().toUpperCase(Locale.ROOT)),
                        reasons,
                        measurements,
                        Duration.parse(node.required("took").asString()),
                        provider == null
                                ? null
                                : new RevisionRef(
                                        provider.required("plugin").asString(),
                                        provider.required("version").asString(),
                                        provider.required("sha256").asString()));
        return node.has("votes") ? alone.voted(VoteJson.read(node)) : alone;
    }

    /** A status as it is written everywhere outside the code. */
    static String status(CheckStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
