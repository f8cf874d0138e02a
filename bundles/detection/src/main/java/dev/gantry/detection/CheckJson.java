package dev.gantry.detection;

import dev.gantry.spi.check.Card;
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
import java.util.TreeMap;

/**
 * Checks and verdicts as they are stored. A specification is {@code {"detector":"disk.room",
 * "config":"{…}","interval":"PT1M","timeout":"PT10S","labels":{},"paused":false}}, the body of a
 * verdict {@code {"reasons":[],"measurements":{},"took":"PT0.02S","provider":{"plugin":"host",
 * "version":"1.0.0","sha256":"…"}}}. Thread-safe.
 */
final class CheckJson {

    private final JsonMapper json = JsonMapper.builder().build();

    String write(CheckSpec spec) {
        ObjectNode node = json.createObjectNode();
        node.put("detector", spec.detector());
        node.put("config", spec.config());
        node.put("interval", spec.interval().toString());
        node.put("timeout", spec.timeout().toString());
        ObjectNode labels = node.putObject("labels");
        new TreeMap<>(spec.labels()).forEach(labels::put);
        node.put("paused", spec.paused());
        return json.writeValueAsString(node);
    }

    /**
     * Reads a specification.
     *
     * @throws RuntimeException if it is none
     */
    CheckSpec spec(String text) {
        JsonNode node = json.readTree(text);
        Map<String, String> labels = new LinkedHashMap<>();
        node.required("labels")
                .properties()
                .forEach(e -> labels.put(e.getKey(), e.getValue().asString()));
        return CheckSpec.of(
                        node.required("detector").asString(),
                        node.required("config").asString(),
                        Duration.parse(node.required("interval").asString()),
                        Duration.parse(node.required("timeout").asString()))
                .shown(Card.labelled(labels))
                .paused(node.required("paused").asBoolean());
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
        return new CheckVerdict(
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
    }

    /** A status as it is written everywhere outside the code. */
    static String status(CheckStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
