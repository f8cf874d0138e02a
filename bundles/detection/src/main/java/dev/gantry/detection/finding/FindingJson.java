package dev.gantry.detection.finding;

import dev.gantry.detection.assess.VoteJson;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.finding.Finding;
import dev.gantry.spi.finding.Maintenance;
import dev.gantry.spi.store.StoredFinding;
import dev.gantry.spi.store.StoredMaintenance;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Findings and maintenance as they are stored. Thread-safe. */
final class FindingJson {
    private final JsonMapper json = JsonMapper.builder().build();

    StoredFinding write(Finding finding) {
        ObjectNode node = json.createObjectNode();
        Finding.Seen seen = finding.seen();
        node.put("flapping", finding.flapping());
        node.put("first", seen.first().toString());
        node.put("last", seen.last().toString());
        node.put("times", seen.times());
        put(node, "resolved", seen.resolved());
        ArrayNode reasons = node.putArray("reasons");
        finding.evidence().reasons().forEach(reasons::add);
        ObjectNode measurements = node.putObject("measurements");
        new TreeMap<>(finding.evidence().measurements()).forEach(measurements::put);
        VoteJson.write(node, finding.evidence().votes());
        Finding.Acknowledgement acknowledged = finding.acknowledged();
        if (acknowledged != null) {
            node.putObject("acknowledged")
                    .put("by", acknowledged.by())
                    .put("at", acknowledged.at().toString())
                    .put("note", acknowledged.note());
        }
        Finding.Response reaction = finding.reaction();
        if (reaction != null) {
            ObjectNode one = node.putObject("reaction");
            one.put("state", lower(reaction.state()));
            one.put("reason", reaction.reason());
            ArrayNode runs = one.putArray("runs");
            for (Finding.Started run : reaction.runs()) {
                ObjectNode started = runs.addObject();
                started.put("run", run.run());
                started.put("at", run.at().toString());
                started.put("by", run.by());
            }
        }
        return new StoredFinding(
                finding.id(),
                finding.check(),
                lower(finding.state()),
                lower(finding.severity()),
                json.writeValueAsString(node),
                finding.version());
    }

    /**
     * Reads a finding.
     *
     * @throws RuntimeException if it is none
     */
    Finding finding(StoredFinding row) {
        JsonNode node = json.readTree(row.body());
        List<String> reasons = new ArrayList<>();
        node.required("reasons").forEach(reason -> reasons.add(reason.asString()));
        Map<String, Double> measurements = new LinkedHashMap<>();
        node.required("measurements")
                .properties()
                .forEach(each -> measurements.put(each.getKey(), each.getValue().asDouble()));
        return new Finding(
                row.id(),
                row.check(),
                CheckStatus.valueOf(row.severity().toUpperCase(Locale.ROOT)),
                node.required("flapping").asBoolean(),
                new Finding.Seen(
                        instant(node, "first"),
                        instant(node, "last"),
                        node.required("times").asLong(),
                        instant(node, "resolved")),
                new Finding.Evidence(reasons, measurements, VoteJson.read(node)),
                acknowledgement(node.get("acknowledged")),
                response(node.get("reaction")),
                row.version());
    }

    private static Finding.Acknowledgement acknowledgement(JsonNode node) {
        return node == null
                ? null
                : new Finding.Acknowledgement(
                        node.required("by").asString(),
                        instant(node, "at"),
                        node.required("note").asString());
    }

    private static Finding.Response response(JsonNode node) {
        if (node == null) {
            return null;
        }
        List<Finding.Started> runs = new ArrayList<>();
        for (JsonNode run : node.required("runs")) {
            JsonNode by = run.get("by");
            runs.add(
                    new Finding.Started(
                            run.required("run").asString(),
                            instant(run, "at"),
                            by == null || by.isNull() ? null : by.asString()));
        }
        return new Finding.Response(
                Finding.Stage.valueOf(node.required("state").asString().toUpperCase(Locale.ROOT)),
                node.required("reason").asString(),
                runs);
    }

    StoredMaintenance write(Maintenance maintenance) {
        ObjectNode node = json.createObjectNode();
        ArrayNode checks = node.putArray("checks");
        maintenance.checks().forEach(checks::add);
        ObjectNode labels = node.putObject("labels");
        new TreeMap<>(maintenance.labels()).forEach(labels::put);
        node.put("from", maintenance.from().toString());
        node.put("until", maintenance.until().toString());
        node.put("reason", maintenance.reason());
        node.put("by", maintenance.by());
        return new StoredMaintenance(maintenance.id(), json.writeValueAsString(node));
    }

    /**
     * Reads a maintenance.
     *
     * @throws RuntimeException if it is none
     */
    Maintenance maintenance(StoredMaintenance row) {
        JsonNode node = json.readTree(row.body());
        List<String> checks = new ArrayList<>();
        node.required("checks").forEach(each -> checks.add(each.asString()));
        Map<String, String> labels = new LinkedHashMap<>();
        node.required("labels")
                .properties()
                .forEach(each -> labels.put(each.getKey(), each.getValue().asString()));
        return new Maintenance(
                row.id(),
                checks,
                labels,
                instant(node, "from"),
                instant(node, "until"),
                node.required("reason").asString(),
                node.required("by").asString());
    }

    private static void put(ObjectNode node, String name, Instant at) {
        if (at != null) {
            node.put(name, at.toString());
        }
    }

    private static Instant instant(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : Instant.parse(value.asString());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
