package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry plugin activate}. */
@Command(
        name = "activate",
        description = "Let new runs go to another version, at once or by way of a canary.",
        footer = {
            "",
            "Examples:",
            "  gantry plugin activate acme.files 1.3.0",
            "  gantry plugin activate acme.files 1.3.0 --canary 5,25,50 --bake 5m --wait"
        })
final class PluginActivate extends PluginCommand {
    @Parameters(
            index = "1",
            paramLabel = "VERSION",
            description = "Version, or at least 12 digits of its SHA-256.")
    private String version;

    @Option(
            names = "--canary",
            paramLabel = "PERCENT",
            split = ",",
            description = "Try it first on a growing part of new runs, such as 5,25,50.")
    private List<Integer> steps;

    @Option(
            names = "--bake",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "How long each step of the canary lasts at least; 5m.")
    private Duration bake;

    @Option(
            names = "--minimum",
            paramLabel = "N",
            description = "How many attempts a step needs before it is judged; 50.")
    private Integer minimum;

    @Option(names = "--tenant", description = "Try it first on all new runs of this tenant.")
    private String tenant;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "KEY=VALUE",
            description = "Try it first on all new runs with this label.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(
            names = "--override",
            description =
                    "Let it in although it breaks what is in service, or was quarantined; this is"
                            + " recorded.")
    private boolean override;

    @Option(
            names = "--wait",
            description = "Follow the canary until it is promoted or rolled back.")
    private boolean wait;

    @Mixin private Watch watch;

    @Override
    int call(Api api, Output output) {
        JsonNode plugin = api.post(version(version) + "/activate", body(), Duration.ZERO);
        String sha256 = Nodes.text(plugin.path("canary"), "sha256");
        if (!wait || sha256.isEmpty()) {
            return show(plugin, output);
        }
        JsonNode end;
        try (Progress progress = progress("Trying " + version)) {
            end =
                    watch.until(
                            api,
                            path(),
                            plugin,
                            now -> !Nodes.text(now.path("canary"), "sha256").equals(sha256),
                            now -> progress.note(PluginText.progress(now.path("canary"))));
        }
        show(end, output);
        return outcome(end, sha256, output);
    }

    private int outcome(JsonNode plugin, String sha256, Output output) {
        JsonNode tried = find(plugin, sha256);
        if (Nodes.text(tried, "state").equals("active")) {
            return ExitCode.OK;
        }
        String reason = Nodes.text(tried, "reason");
        output.note(
                "gantry: "
                        + version
                        + " was not promoted"
                        + (reason.isEmpty()
                                ? "; see: gantry plugin history " + id
                                : ": " + reason));
        return ExitCode.FAILED;
    }

    private ObjectNode body() {
        ObjectNode body = Api.JSON.createObjectNode();
        if (steps != null
                || bake != null
                || minimum != null
                || tenant != null
                || !labels.isEmpty()) {
            ObjectNode canary = body.putObject("canary");
            if (steps != null) {
                ArrayNode array = canary.putArray("steps");
                steps.forEach(array::add);
            }
            Nodes.set(canary, "bake", bake == null ? null : bake.toString());
            if (minimum != null) {
                canary.put("minimum", minimum);
            }
            Nodes.set(canary, "tenant", tenant);
            if (!labels.isEmpty()) {
                canary.set("labels", Payload.texts(labels));
            }
        }
        if (override) {
            body.put("override", true);
        }
        return body;
    }
}
