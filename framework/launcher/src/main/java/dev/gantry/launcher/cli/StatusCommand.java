package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry status}. */
@Command(name = "status", description = "Show how Gantry is; fails when it is not ready.")
final class StatusCommand extends ClientCommand implements Watched {

    @Override
    int call(Api api, Output output) {
        JsonNode status = api.get("/api/v1/status");
        output.answer(status, () -> lines(status));
        return status.path("ready").asBoolean(false) ? ExitCode.OK : ExitCode.FAILED;
    }

    private static List<String> lines(JsonNode status) {
        Map<String, String> fields = new LinkedHashMap<>();
        collect("", status, fields);
        return Output.fields(fields);
    }

    private static void collect(String prefix, JsonNode node, Map<String, String> fields) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            JsonNode value = field.getValue();
            String name = prefix + field.getKey();
            if (value.isObject()) {
                collect(name + ".", value, fields);
            } else if (value.isArray()) {
                List<String> parts = new ArrayList<>();
                value.forEach(part -> parts.add(missing(part)));
                fields.put(name, String.join("; ", parts));
            } else {
                fields.put(name, Nodes.text(value));
            }
        }
    }

    /** A part that is not ready, with its reason. */
    private static String missing(JsonNode part) {
        return Nodes.text(part, "name") + ": " + Nodes.text(part, "reason");
    }
}
