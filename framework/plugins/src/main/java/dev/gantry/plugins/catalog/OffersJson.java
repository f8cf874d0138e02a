package dev.gantry.plugins.catalog;

import dev.gantry.plugins.schema.Schema;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.Needs;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.store.StoredRevision;

import org.osgi.framework.Version;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a revision offers, as it is kept on record: it outlives the plugin's classes. */
public final class OffersJson {
    private static final String PACKAGE = "package";
    private static final String SIGNER = "signer";
    private static final String NEEDS = "needs";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private OffersJson() {}

    /**
     * As JSON.
     *
     * @param exports the packages that it exports, with their versions
     */
    public static String write(List<Offering> offerings, Map<String, Version> exports) {
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
            if (offering.kind() == Kind.TASK) {
                node.put("phased", offering.phased());
            }
            if (offering.heartbeat() != null) {
                node.put("heartbeat", offering.heartbeat().toString());
            }
            retry(node.putObject("retry"), offering.retry());
        }
        new TreeMap<>(exports)
                .forEach(
                        (name, version) ->
                                array.addObject()
                                        .put("kind", PACKAGE)
                                        .put("id", name)
                                        .put("version", version.toString()));
        return array.toString();
    }

    /** The same, and what it needs. */
    public static String needing(String json, Needs needs) {
        if (needs.equals(Needs.NONE)) {
            return json;
        }
        ArrayNode array = (ArrayNode) JSON.readTree(json);
        ObjectNode node = array.addObject().put("kind", NEEDS).put("id", NEEDS);
        node.put("secrets", needs.secrets());
        needs.network().forEach(node.putArray("network")::add);
        needs.processes().forEach(node.putArray("processes")::add);
        needs.files().forEach(node.putArray("files")::add);
        return array.toString();
    }

    /** What it needs. */
    public static Needs needs(String json) {
        for (JsonNode node : JSON.readTree(json == null || json.isEmpty() ? "[]" : json)) {
            if (node.get("kind").asString().equals(NEEDS)) {
                return new Needs(
                        node.get("secrets").asBoolean(),
                        texts(node.get("network")),
                        texts(node.get("processes")),
                        texts(node.get("files")));
            }
        }
        return Needs.NONE;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asString()));
        return texts;
    }

    /** The same, and that it was let in under a certificate since then. */
    public static String signed(String json, String fingerprint, Instant since) {
        ArrayNode array = (ArrayNode) JSON.readTree(json);
        array.addObject().put("kind", SIGNER).put("id", fingerprint).put("since", since.toString());
        return array.toString();
    }

    /** The same, and under which certificates another record says that it was let in. */
    public static String signedAs(String json, String before) {
        ArrayNode array = (ArrayNode) JSON.readTree(json);
        for (JsonNode node : JSON.readTree(before == null || before.isEmpty() ? "[]" : before)) {
            if (node.get("kind").asString().equals(SIGNER)) {
                array.add(node);
            }
        }
        return array.toString();
    }

    /** Since when it was let in under a certificate; empty if it never was. */
    public static Optional<Instant> accepted(String json, String fingerprint) {
        for (JsonNode node : JSON.readTree(json == null || json.isEmpty() ? "[]" : json)) {
            if (node.get("kind").asString().equals(SIGNER)
                    && node.get("id").asString().equals(fingerprint)) {
                return Optional.of(Instant.parse(node.get("since").asString()));
            }
        }
        return Optional.empty();
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
            if (is(node, kind)) {
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
            contributions.add(
                    new Contribution(
                            kind(node),
                            node.get("id").asString(),
                            node.get("title").asString(),
                            node.get("description").asString(),
                            provider,
                            node.get("input").toString(),
                            node.has("output") ? node.get("output").toString() : null,
                            duration(node, "timeout"),
                            duration(node, "heartbeat"),
                            retry(node.get("retry")),
                            null,
                            false,
                            reason));
        }
        return contributions;
    }

    /** What a revision on record promised; nothing depends on its panels. */
    public static Promises promises(StoredRevision revision) {
        List<Promises.Promise> promises = new ArrayList<>();
        Map<String, Version> exports = new TreeMap<>();
        String json = revision.offers();
        for (JsonNode node : JSON.readTree(json == null || json.isEmpty() ? "[]" : json)) {
            String id = node.get("id").asString();
            if (node.get("kind").asString().equals(PACKAGE)) {
                exports.put(id, Version.parseVersion(node.get("version").asString()));
            } else if (node.has("input") && !is(node, Kind.PANEL)) {
                promises.add(
                        new Promises.Promise(
                                kind(node),
                                id,
                                Schema.parse(node.get("input").toString()),
                                node.has("output")
                                        ? Schema.parse(node.get("output").toString())
                                        : null,
                                duration(node, "timeout"),
                                retry(node.get("retry")),
                                node.has("phased") ? node.get("phased").asBoolean() : null));
            }
        }
        return new Promises(Version.parseVersion(revision.version()), promises, exports);
    }

    private static Duration duration(JsonNode node, String name) {
        return node.has(name) ? Duration.parse(node.get(name).asString()) : null;
    }

    private static void retry(ObjectNode node, RetryPolicy policy) {
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

    private static RetryPolicy retry(JsonNode node) {
        Set<String> unless = new HashSet<>();
        node.path("unless").forEach(name -> unless.add(name.asString()));
        return new RetryPolicy(
                node.get("attempts").asInt(),
                Duration.parse(node.get("first").asString()),
                Duration.parse(node.get("max").asString()),
                unless,
                duration(node, "within"));
    }

    private static boolean is(JsonNode node, Kind kind) {
        return node.get("kind").asString().equals(kind.name().toLowerCase(Locale.ROOT));
    }

    private static Kind kind(JsonNode node) {
        return Kind.valueOf(node.get("kind").asString().toUpperCase(Locale.ROOT));
    }
}
