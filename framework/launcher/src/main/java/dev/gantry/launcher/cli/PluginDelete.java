package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** {@code gantry plugin delete}. */
@Command(
        name = "delete",
        description = "Take a version out of the drop folder: it drains and goes.")
final class PluginDelete extends PluginCommand {
    @Parameters(
            index = "1",
            paramLabel = "VERSION",
            arity = "0..1",
            description = "Needed if there is more than one.")
    private String version;

    @Override
    int call(Api api, Output output) {
        String chosen = version == null ? only(api.get(path())) : version;
        JsonNode plugin = api.delete(chosen.isEmpty() ? path() : version(chosen));
        output.answer(plugin, () -> List.of((id + " " + chosen).strip() + " is deleted."));
        return ExitCode.OK;
    }

    private String only(JsonNode plugin) {
        List<String> there = new ArrayList<>();
        for (JsonNode candidate : plugin.path("versions")) {
            if (!Nodes.text(candidate, "state").equals("retired")) {
                there.add(Nodes.text(candidate, "version"));
            }
        }
        if (there.isEmpty()) {
            throw new ApiException(ExitCode.NOT_FOUND, id + " is deleted already");
        }
        if (there.size() > 1) {
            throw new ApiException(
                    ExitCode.USAGE,
                    id + " is there in several versions, name one: " + String.join(", ", there));
        }
        return there.getFirst();
    }
}
