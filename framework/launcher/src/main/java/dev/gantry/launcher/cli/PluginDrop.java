package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;

/** {@code gantry plugin drop}. */
@Command(name = "drop", description = "Put a JAR into the drop folder, and say what became of it.")
final class PluginDrop extends ClientCommand {
    @Parameters(paramLabel = "FILE", description = "The JAR.")
    private Path file;

    @Option(
            names = {"--plan", "--dry-run"},
            description = "Only say what would happen, as gantry plugin plan does.")
    private boolean plan;

    @Option(
            names = "--override",
            description = "Let it in although it breaks what is in service; this is recorded.")
    private boolean override;

    @Override
    int call(Api api, Output output) {
        if (plan) {
            return PluginPlan.plan(api, output, file, verbose);
        }
        Query path =
                PluginPlan.path(PluginCommand.ALL, file).with("override", override ? "true" : null);
        long size = file.toFile().length();
        JsonNode plugin;
        try (Progress progress = progress("Dropping " + file.getFileName())) {
            plugin = api.upload(path.toString(), file, sent -> progress.bytes(sent, size));
        }
        output.answer(plugin, () -> PluginTable.versions(List.of(plugin), output.times(), false));
        return ExitCode.OK;
    }
}
