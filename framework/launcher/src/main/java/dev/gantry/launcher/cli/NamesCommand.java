package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * {@code gantry names}: what can be typed where the help says {@code RUN}, {@code PLUGIN} and the
 * like. The completion asks it.
 */
@Command(name = "names", hidden = true, description = "Print names, for the completion.")
final class NamesCommand extends ClientCommand {
    /** How many are offered. */
    private static final String LIMIT = "100";

    /** Where names of a kind are listed, and the field that holds them. */
    private record Source(String path, String field) {}

    private static final Map<String, Source> KINDS =
            Map.of(
                    "run", new Source("/api/v1/runs?limit=" + LIMIT, "id"),
                    "plugin", new Source("/api/v1/plugins?limit=" + LIMIT, "id"),
                    "type", new Source("/api/v1/tasks?limit=" + LIMIT, "type"),
                    "schedule", new Source("/api/v1/schedules?limit=" + LIMIT, "id"),
                    "check", new Source("/api/v1/checks?limit=" + LIMIT, "id"),
                    "tenant", new Source("/api/v1/tenants", "name"),
                    "target", new Source("/api/v1/targets", "name"));

    @Parameters(paramLabel = "KIND", description = "Kind of what is named.")
    private String kind;

    /** The kind that a label of the help stands for, or {@code null}. */
    static String kind(String label) {
        String kind = label.equals("TASK") ? "type" : label.toLowerCase(Locale.ROOT);
        return KINDS.containsKey(kind) ? kind : null;
    }

    @Override
    int call(Api api, Output output) throws IOException {
        Source source = KINDS.get(kind);
        if (source == null) {
            throw new ApiException(ExitCode.USAGE, "there are no names of " + kind);
        }
        for (JsonNode item : api.get(source.path).path("items")) {
            output.raw(Nodes.text(item, source.field) + "\n");
        }
        return ExitCode.OK;
    }
}
