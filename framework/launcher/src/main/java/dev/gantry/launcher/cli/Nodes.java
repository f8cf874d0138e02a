package dev.gantry.launcher.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what may be missing in an answer. */
final class Nodes {
    private Nodes() {}

    /** A field as text; empty when it is missing or {@code null}. */
    static String text(JsonNode node, String field) {
        return text(node.path(field));
    }

    /** A value as text: strings as they are, others as JSON; empty when missing. */
    static String text(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        return node.isString() ? node.stringValue() : node.toString();
    }

    /** The texts of a list. */
    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(text(item)));
        return texts;
    }

    /** {@code key=value} pairs of an object. */
    static String pairs(JsonNode object) {
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            pairs.add(entry.getKey() + "=" + text(entry.getValue()));
        }
        return String.join(", ", pairs);
    }

    /** Sets a field unless the value is {@code null}. */
    static void set(ObjectNode node, String field, String value) {
        if (value != null) {
            node.put(field, value);
        }
    }
}
