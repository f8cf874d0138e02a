package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** {@code gantry run params} and {@code output}: the whole of them, also where they are large. */
final class RunDocuments {
    private RunDocuments() {}

    private static int print(JsonNode document, Output output) {
        output.answer(document, () -> List.of(document.toPrettyString()));
        return ExitCode.OK;
    }

    @Command(name = "params", description = "Print a run's parameters as JSON, also large ones.")
    static final class Params extends ClientCommand {
        @Mixin private RunId id;

        @Override
        int call(Api api, Output output) {
            return print(api.get(id.path() + "/params"), output);
        }
    }

    @Command(name = "output", description = "Print a run's result as JSON, also a large one.")
    static final class Result extends ClientCommand {
        @Mixin private RunId id;

        @Override
        int call(Api api, Output output) {
            return print(api.get(id.path() + "/output"), output);
        }
    }
}
