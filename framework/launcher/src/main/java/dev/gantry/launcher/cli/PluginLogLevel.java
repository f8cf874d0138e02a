package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gantry plugin log-level}. */
@Command(
        name = "log-level",
        description = "Set the log level of what a plugin says in its work. In force at once.",
        footer = {
            "",
            "Examples:",
            "  gantry plugin log-level acme.files debug",
            "  gantry plugin log-level acme.files none"
        })
final class PluginLogLevel extends PluginCommand {
    @Parameters(
            index = "1",
            paramLabel = "LEVEL|none",
            description = "trace, debug, info, warn, error, off; none for that of its loggers.")
    private String level;

    @Override
    int call(Api api, Output output) {
        return TelemetryCommands.levels(
                TelemetryCommands.change(api, path() + "/level", level), output);
    }
}
