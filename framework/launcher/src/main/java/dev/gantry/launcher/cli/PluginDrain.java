package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** {@code gantry plugin drain}. */
@Command(
        name = "drain",
        description = "Show how far a version that takes no new runs is from its end, or end it.")
final class PluginDrain extends PluginCommand {
    private static final String DRAINING = "draining";

    @Parameters(
            index = "1",
            paramLabel = "VERSION",
            description = "Version, or at least 12 digits of its SHA-256.")
    private String version;

    @Option(
            names = "--force",
            description =
                    "End it now: what runs on it is stopped and begins again on the version in"
                            + " service, without using up an attempt.")
    private boolean force;

    @Option(names = "--wait", description = "Wait until it is gone.")
    private boolean wait;

    @Mixin private Watch watch;

    @Override
    int call(Api api, Output output) {
        JsonNode plugin = api.get(path());
        JsonNode found = find(plugin, version);
        String sha256 = Nodes.text(found, "sha256");
        if (force) {
            plugin = api.post(version(version) + "/drain/force");
        } else if (!Nodes.text(found, "state").equals(DRAINING)) {
            throw new ApiException(
                    ExitCode.REFUSED,
                    id + " " + version + " is " + Nodes.text(found, "state") + ", not draining");
        }
        if (wait) {
            try (Progress progress = progress("Draining")) {
                plugin =
                        watch.until(
                                api,
                                path(),
                                plugin,
                                now -> !Nodes.text(find(now, sha256), "state").equals(DRAINING),
                                now -> progress.note(line(find(now, sha256), output.times())));
            }
        }
        JsonNode last = plugin;
        output.answer(last, () -> List.of(line(find(last, sha256), output.times())));
        return ExitCode.OK;
    }

    private String line(JsonNode found, Times times) {
        return found.path("drain").isObject()
                ? PluginText.drain(id, found, times)
                : Nodes.text(found, "version") + " is " + Nodes.text(found, "state") + ".";
    }
}
