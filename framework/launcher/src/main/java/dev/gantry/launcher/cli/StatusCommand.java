package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry status}. */
@Command(name = "status", description = "Show how Gantry is; fails when it is not ready.")
final class StatusCommand extends ClientCommand implements Watched {

    @Override
    int call(Api api, Output output) throws IOException {
        JsonNode status = api.get("/api/v1/status");
        Map<String, String> here = here(api.destination());
        output.answer(status, () -> lines(status, here));
        return status.path("ready").asBoolean(false) ? ExitCode.OK : ExitCode.FAILED;
    }

    /** What is missing, in one line. */
    static String missing(JsonNode status) {
        List<String> parts = new ArrayList<>();
        status.path("missing").forEach(part -> parts.add(part(part)));
        return String.join("; ", parts);
    }

    /** The names of what is missing. */
    static String waitsFor(JsonNode status) {
        List<String> names = new ArrayList<>();
        status.path("missing").forEach(part -> names.add(Nodes.text(part, "name")));
        return String.join(", ", names);
    }

    /** What the files of a home on this machine tell beside. */
    private static Map<String, String> here(Destination destination) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        if (destination.here().isPresent()) {
            Background background = destination.here().get();
            fields.put(
                    "supervisor",
                    background.supervisor().map(each -> "process " + each.pid()).orElse(""));
            fields.put("last end", background.lastRecord().orElse(""));
        }
        return fields;
    }

    private static List<String> lines(JsonNode status, Map<String, String> here) {
        Map<String, String> fields = new LinkedHashMap<>();
        collect("", status, fields);
        fields.putAll(here);
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
                value.forEach(part -> parts.add(part(part)));
                fields.put(name, String.join("; ", parts));
            } else {
                fields.put(name, Nodes.text(value));
            }
        }
    }

    /** A part that is not ready, with its reason. */
    private static String part(JsonNode part) {
        return Nodes.text(part, "name") + ": " + Nodes.text(part, "reason");
    }
}
