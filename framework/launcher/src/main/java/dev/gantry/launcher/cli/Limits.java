package dev.gantry.launcher.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** Limits that may be {@code none}, as options and as they are shown. */
final class Limits {
    static final String NONE = "none";

    private Limits() {}

    /** What is in force, for people. */
    static String text(JsonNode limits, String field) {
        String text = Nodes.text(limits, field);
        return text.isEmpty() ? NONE : text;
    }

    /** A body that changes nothing yet. */
    static ObjectNode keep(JsonNode before, List<String> fields) {
        ObjectNode body = Api.JSON.createObjectNode();
        for (String field : fields) {
            if (!before.path(field).isNull()) {
                body.set(field, before.path(field));
            }
        }
        return body;
    }

    /**
     * Sets a limit, or takes it away.
     *
     * @param value as it was typed; {@code null} where it was not
     */
    static void set(ObjectNode body, String field, String value) {
        if (value != null) {
            body.remove(field);
            if (!value.equals(NONE)) {
                body.set(field, Payload.value(value));
            }
        }
    }

    /** The rate in a body, made where there is none. */
    static ObjectNode rate(ObjectNode body) {
        return body.get("rate") instanceof ObjectNode its ? its : body.putObject("rate");
    }
}
