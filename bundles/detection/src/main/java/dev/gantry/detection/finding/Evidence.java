package dev.gantry.detection.finding;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.finding.Finding;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills parameters of a reaction with what was found: each {@code ${…}} in a text. A text that is
 * nothing but one measurement becomes a number. Thread-safe.
 */
final class Evidence {
    private static final Pattern NAME = Pattern.compile("\\$\\{([^}]*)}");
    private static final String LABELS = "labels.";
    private static final String MEASUREMENTS = "measurements.";

    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * The parameters of a run.
     *
     * @throws IllegalArgumentException if there is no such evidence, with what there is
     */
    String fill(String params, Check check, Finding finding) {
        return json.writeValueAsString(fill(json.readTree(params), check, finding));
    }

    private JsonNode fill(JsonNode node, Check check, Finding finding) {
        if (node.isString()) {
            return text(node.asString(), check, finding);
        }
        if (node instanceof ObjectNode object) {
            ObjectNode filled = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(
                            each ->
                                    filled.set(
                                            each.getKey(), fill(each.getValue(), check, finding)));
            return filled;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode filled = JsonNodeFactory.instance.arrayNode();
            array.forEach(each -> filled.add(fill(each, check, finding)));
            return filled;
        }
        return node;
    }

    private static JsonNode text(String text, Check check, Finding finding) {
        Matcher whole = NAME.matcher(text);
        if (whole.matches() && whole.group(1).startsWith(MEASUREMENTS)) {
            return JsonNodeFactory.instance.numberNode(
                    measurement(whole.group(1).substring(MEASUREMENTS.length()), finding));
        }
        return JsonNodeFactory.instance.stringNode(
                NAME.matcher(text)
                        .replaceAll(
                                match ->
                                        Matcher.quoteReplacement(
                                                value(match.group(1), check, finding))));
    }

    private static String value(String name, Check check, Finding finding) {
        if (name.startsWith(LABELS)) {
            String label = name.substring(LABELS.length());
            return Optional.ofNullable(check.spec().labels().get(label))
                    .orElseThrow(
                            () ->
                                    new IllegalArgumentException(
                                            "the check has no label "
                                                    + label
                                                    + ", which ${"
                                                    + name
                                                    + "} names; add it, or change the"
                                                    + " parameters of the reaction"));
        }
        if (name.startsWith(MEASUREMENTS)) {
            return Double.toString(measurement(name.substring(MEASUREMENTS.length()), finding));
        }
        return switch (name) {
            case "check.id" -> check.id();
            case "check.title" -> check.spec().card().title();
            case "check.target" -> check.spec().card().target();
            case "check.detector" -> check.spec().detector();
            case "finding.id" -> finding.id();
            case "finding.severity" -> finding.severity().name().toLowerCase(Locale.ROOT);
            case "finding.reason" -> finding.evidence().reasons().stream().findFirst().orElse("");
            case "finding.firstSeen" -> finding.seen().first().toString();
            case "finding.lastSeen" -> finding.seen().last().toString();
            default ->
                    throw new IllegalArgumentException(
                            "${"
                                    + name
                                    + "} is not known; expected check.id, check.title,"
                                    + " check.target, check.detector, finding.id,"
                                    + " finding.severity, finding.reason, finding.firstSeen,"
                                    + " finding.lastSeen, labels.NAME or measurements.NAME");
        };
    }

    private static double measurement(String name, Finding finding) {
        Double value = finding.evidence().measurements().get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the detector did not measure "
                            + name
                            + "; it measured "
                            + finding.evidence().measurements().keySet().stream()
                                    .sorted()
                                    .toList());
        }
        return value;
    }
}
