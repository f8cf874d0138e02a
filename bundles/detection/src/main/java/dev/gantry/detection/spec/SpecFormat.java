package dev.gantry.detection.spec;

import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.Condition;
import dev.gantry.spi.check.Condition.Limit;
import dev.gantry.spi.check.Reaction;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The one shape of a check: in files, in requests, in answers and on disk. Numbers keep their
 * digits. Thread-safe.
 */
public final class SpecFormat {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private SpecFormat() {}

    /**
     * Reads what a person wrote.
     *
     * @throws GantryException {@code INVALID} with all that is wrong, by JSON pointer
     */
    public static CheckSpec read(String text) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new GantryException(Code.INVALID, "it is not JSON: " + e.getOriginalMessage());
        }
        List<FieldError> errors = new ArrayList<>();
        CheckSpec spec = SpecReader.read(node, "", errors);
        refuse(errors);
        return spec;
    }

    /**
     * Examines what a specification does not for itself.
     *
     * @throws GantryException {@code INVALID}
     */
    public static void limits(CheckSpec spec) {
        List<FieldError> errors = new ArrayList<>();
        SpecReader.longest("/interval", spec.interval(), errors);
        SpecReader.longest("/timeout", spec.timeout(), errors);
        refuse(errors);
    }

    /** Does nothing if there are no errors. */
    static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            FieldError first = errors.getFirst();
            throw new GantryException(
                    Code.INVALID,
                    (first.pointer().isEmpty() ? "" : first.pointer().substring(1) + ": ")
                            + first.message()
                            + (errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)"),
                    errors);
        }
    }

    /** Writes one, as {@link #read} reads it, with all its members. */
    public static String write(CheckSpec spec) {
        ObjectNode node = node(spec);
        node.set("config", JSON.readTree(spec.config()));
        return text(node);
    }

    /** Writes one for {@link #stored(String)}: its configuration stays to the letter. */
    public static String store(CheckSpec spec) {
        return text(node(spec));
    }

    /**
     * Reads what {@link #store} wrote, also long ago.
     *
     * @throws RuntimeException if it cannot be read
     */
    public static CheckSpec stored(String text) {
        ObjectNode node = (ObjectNode) JSON.readTree(text);
        String config = node.required("config").asString();
        node.remove("config");
        List<FieldError> errors = new ArrayList<>();
        CheckSpec spec = SpecReader.read(node, "", errors);
        refuse(errors);
        return new CheckSpec(
                spec.detector(),
                config,
                spec.pace(),
                spec.judging(),
                spec.reaction(),
                spec.card(),
                spec.paused());
    }

    /** The JSON Schema (draft 2020-12) of a file of checks. */
    public static String schema() {
        try (InputStream in = SpecFormat.class.getResourceAsStream("checks.schema.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(JsonNode node) {
        return JSON.writeValueAsString(node);
    }

    static JsonNode tree(String json) {
        return JSON.readTree(json);
    }

    private static ObjectNode node(CheckSpec spec) {
        ObjectNode node = JSON.createObjectNode();
        node.put("title", spec.card().title());
        node.put("detector", spec.detector());
        node.put("target", spec.card().target());
        node.put("config", spec.config());
        node.put("interval", spec.interval().toString());
        node.put("timeout", spec.timeout().toString());
        node.put("retries", spec.pace().retries());
        node.put("sla", spec.pace().urgency().name());
        ArrayNode conditions = node.putArray("conditions");
        spec.judging().conditions().forEach(each -> condition(conditions.addObject(), each));
        node.putObject("damping")
                .put("bad", spec.judging().damping().bad())
                .put("good", spec.judging().damping().good());
        ArrayNode parents = node.putArray("dependsOn");
        spec.judging().dependsOn().forEach(parents::add);
        ObjectNode labels = node.putObject("labels");
        new TreeMap<>(spec.labels()).forEach(labels::put);
        node.put("page", spec.card().page());
        reaction(node, spec.reaction());
        node.put("paused", spec.paused());
        return node;
    }

    private static void condition(ObjectNode node, Condition condition) {
        switch (condition) {
            case Condition.Threshold threshold -> {
                node.put("measure", threshold.measure());
                node.put("by", Fields.lower(threshold.by()));
                node.put("over", threshold.over().toString());
                limits(node, threshold.warn(), threshold.critical());
            }
            case Condition.Drift drift -> {
                node.put("drift", drift.measure());
                limits(node, drift.warn(), drift.critical());
            }
            case Condition.Unusual unusual -> {
                ArrayNode measures = node.putArray("unusual");
                unusual.measures().forEach(measures::add);
                node.put("sensitivity", Fields.lower(unusual.sensitivity()));
                node.put("status", Fields.lower(unusual.status()));
            }
        }
    }

    private static void limits(ObjectNode node, Limit warn, Limit critical) {
        if (warn != null) {
            node.put("warn", warn.toString());
        }
        if (critical != null) {
            node.put("critical", critical.toString());
        }
    }

    private static void reaction(ObjectNode node, Reaction reaction) {
        if (reaction == null) {
            node.putNull("reaction");
            return;
        }
        ObjectNode inside = node.putObject("reaction");
        inside.put("task", reaction.task());
        inside.put("on", Fields.lower(reaction.on()));
        inside.set("params", JSON.readTree(reaction.params()));
        inside.put("cooldown", reaction.cooldown().toString());
        inside.put("perHour", reaction.perHour());
        inside.put("approval", reaction.approval());
    }
}
