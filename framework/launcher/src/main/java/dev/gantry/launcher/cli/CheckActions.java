package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done with checks beside keeping them: {@code gantry check run}, {@code apply} and so on.
 */
final class CheckActions {
    private CheckActions() {}

    @Command(name = "run", description = "Inspect now, and show the verdict.")
    static final class Run extends CheckCommands.OfOne {
        @Option(
                names = "--wait",
                paramLabel = "DURATION",
                defaultValue = "PT30S",
                converter = Times.Converter.class,
                description = "How long to wait for the verdict, at most PT5M; PT30S.")
        private Duration limit;

        @Override
        int call(Api api, Output output) {
            JsonNode answer =
                    api.post(path() + "/run?wait=" + limit, Api.JSON.createObjectNode(), limit);
            boolean given = answer.has("took");
            output.answer(
                    answer,
                    () ->
                            given
                                    ? CheckCommands.verdict(answer)
                                    : List.of("There is no verdict within " + limit + " yet."));
            return given ? ExitCode.OK : ExitCode.RUN_NOT_SUCCESSFUL;
        }
    }

    @Command(name = "pause", description = "Have a check rest.")
    static final class Pause extends CheckCommands.OfOne {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.post(path() + "/pause");
            output.answer(answer, () -> List.of(id + " is paused."));
            return ExitCode.OK;
        }
    }

    @Command(name = "resume", description = "Have a paused check go on.")
    static final class Resume extends CheckCommands.OfOne {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.post(path() + "/resume");
            output.answer(answer, () -> List.of(id + " goes on."));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "apply",
            description = "Make or replace all checks that a file describes, or none of them.")
    static final class Apply extends ClientCommand {
        @Option(
                names = {"-f", "--file"},
                paramLabel = "FILE",
                required = true,
                description = "YAML or JSON, as in conf/checks.")
        private Path file;

        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.text(path(file, false), file);
            output.answer(
                    answer,
                    () -> {
                        List<String> lines = problems(answer);
                        lines.add(
                                answer.path("checks").size()
                                        + " checks, of which "
                                        + Nodes.text(answer, "changed")
                                        + " are new or changed.");
                        return lines;
                    });
            return ExitCode.OK;
        }
    }

    @Command(
            name = "validate",
            description = "Say all that is wrong with a file of checks; change nothing.")
    static final class Validate extends ClientCommand {
        @Parameters(paramLabel = "FILE", description = "YAML or JSON, as in conf/checks.")
        private Path file;

        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.text(path(file, true), file);
            boolean refused = false;
            for (JsonNode problem : answer.path("problems")) {
                refused |= problem.path("refused").asBoolean(false);
            }
            boolean bad = refused;
            output.answer(
                    answer,
                    () -> {
                        List<String> lines = problems(answer);
                        lines.add(
                                bad
                                        ? "Nothing of it can be in force."
                                        : answer.path("checks").size() + " checks are sound.");
                        return lines;
                    });
            return bad ? ExitCode.REFUSED : ExitCode.OK;
        }
    }

    @Command(
            name = "schema",
            description = "Print the JSON Schema of a file of checks, for an editor.")
    static final class Schema extends ClientCommand {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get("/api/v1/checks/schema");
            output.answer(answer, () -> answer.toPrettyString().lines().toList());
            return ExitCode.OK;
        }
    }

    private static String path(Path file, boolean dry) {
        return "/api/v1/checks?name="
                + Api.escape(file.getFileName().toString())
                + (dry ? "&dryRun=true" : "");
    }

    /** What is wrong in files or a text, a line for each. */
    static List<String> problems(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        for (JsonNode problem : answer.path("problems")) {
            String line = Nodes.text(problem, "line");
            String pointer = Nodes.text(problem, "pointer");
            lines.add(
                    Nodes.text(problem, "file")
                            + (line.isEmpty() ? "" : ", line " + line)
                            + ": "
                            + (pointer.isEmpty() ? "" : pointer.substring(1) + ": ")
                            + Nodes.text(problem, "message"));
        }
        return lines;
    }
}
