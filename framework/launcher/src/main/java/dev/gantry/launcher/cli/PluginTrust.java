package dev.gantry.launcher.cli;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who signed a plugin, and what it needs, for a person. */
final class PluginTrust {
    private PluginTrust() {}

    /** Adds both; what is not known is left out. */
    static void put(Map<String, String> fields, JsonNode version) {
        fields.put("Signed", signed(version.path("signature")));
        fields.put("Needs", needs(version.path("needs")));
    }

    private static String signed(JsonNode signature) {
        if (!signature.isObject()) {
            return "";
        }
        String signer = Nodes.text(signature, "signer");
        String reason = Nodes.text(signature, "reason");
        if (signer.isEmpty()) {
            return "no: " + reason;
        }
        return "by "
                + signer
                + (reason.isEmpty()
                        ? ", trusted; certificate until " + Nodes.text(signature, "until")
                        : ", not trusted: " + reason);
    }

    private static String needs(JsonNode needs) {
        List<String> all = new ArrayList<>();
        if (needs.path("secrets").asBoolean(false)) {
            all.add("secrets");
        }
        for (String kind : List.of("network", "processes", "files")) {
            if (!needs.path(kind).isEmpty()) {
                all.add(kind + " " + String.join(" ", Nodes.texts(needs.path(kind))));
            }
        }
        return String.join(", ", all);
    }
}
