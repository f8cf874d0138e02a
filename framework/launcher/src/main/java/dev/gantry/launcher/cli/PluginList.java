package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

/** {@code gantry plugin list}. */
@Command(name = "list", description = "List plugins.")
final class PluginList extends ClientCommand implements Watched {
    @Option(names = "--all", description = "Retired versions, too.")
    private boolean all;

    @Override
    int call(Api api, Output output) {
        JsonNode answer = PluginCommand.all(api);
        output.answer(
                answer, () -> PluginTable.versions(answer.path("items"), output.times(), all));
        return ExitCode.OK;
    }
}
