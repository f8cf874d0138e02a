package dev.gantry.launcher.cli;

import picocli.CommandLine.Option;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a run gets, as options: its parameters and labels. */
final class Input {
    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A parameter: JSON where it reads as JSON, else text.")
    private Map<String, String> param = new LinkedHashMap<>();

    @Option(
            names = "--params",
            paramLabel = "JSON|@FILE",
            description = "All parameters as a JSON object, or a file that holds it.")
    private String params;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "KEY=VALUE",
            description = "A label of each run.")
    private Map<String, String> labels = new LinkedHashMap<>();

    /** Whether anything is given. */
    boolean any() {
        return params != null || !param.isEmpty() || !labels.isEmpty();
    }

    /** Sets what is given, over what a body has; parameters are there in any case. */
    void apply(ObjectNode body) throws IOException {
        if (params != null || !param.isEmpty() || !body.has("params")) {
            ObjectNode given = Payload.object(params, param);
            if (params == null && body.path("params") instanceof ObjectNode before) {
                before.setAll(given);
            } else {
                body.set("params", given);
            }
        }
        if (!labels.isEmpty()) {
            body.set("labels", Payload.texts(labels));
        }
    }
}
