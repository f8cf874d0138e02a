package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;

/** {@code gantry pause}: what is held back; and the commands that hold back and let go. */
@Command(
        name = "pause",
        description = "See what is paused.",
        subcommands = PauseCommands.ListPauses.class)
final class PauseCommands implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Who types. */
    static ObjectNode asked() {
        ObjectNode body = Api.JSON.createObjectNode();
        String user = System.getProperty("user.name", "").strip();
        Nodes.set(body, "by", user.isEmpty() ? null : user);
        return body;
    }

    @Command(name = "list", description = "List pauses of task types, tenants, queues and runs.")
    static final class ListPauses extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get("/api/v1/pauses");
            output.answer(answer, () -> lines(answer, output.times()));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table = new Table("PAUSED", "NAME", "SINCE", "BY", "REASON");
            for (JsonNode pause : answer.path("items")) {
                table.row(
                        Nodes.text(pause, "scope"),
                        Nodes.text(pause, "name"),
                        times.relative(Nodes.text(pause, "since")),
                        Nodes.text(pause, "by"),
                        Nodes.text(pause, "reason"));
            }
            return table.lines();
        }
    }

    /** Holds something back. */
    abstract static class Hold extends ClientCommand {
        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; shown with each run.")
        private String reason;

        abstract String path();

        @Override
        final int call(Api api, Output output) {
            ObjectNode body = asked();
            Nodes.set(body, "reason", reason);
            JsonNode answer = api.post(path() + "/pause", body, Duration.ZERO);
            output.answer(answer, () -> List.of(line(answer, "paused")));
            return ExitCode.OK;
        }
    }

    /** Lets something go on. */
    abstract static class Release extends ClientCommand {
        abstract String path();

        @Override
        final int call(Api api, Output output) {
            JsonNode answer = api.post(path() + "/resume", asked(), Duration.ZERO);
            output.answer(answer, () -> List.of(line(answer, "resumed")));
            return ExitCode.OK;
        }
    }

    /** Of a pause, or of a run. */
    private static String line(JsonNode answer, String done) {
        return answer.has("scope")
                ? Nodes.text(answer, "scope") + " " + Nodes.text(answer, "name") + " " + done
                : Nodes.text(answer, "id") + " " + RunCommands.state(answer);
    }

    @Command(name = "pause", description = "Start no attempt of a task type; what runs goes on.")
    static final class PauseTask extends Hold {
        @Mixin private TaskName task;

        @Override
        String path() {
            return task.path();
        }
    }

    @Command(name = "resume", description = "Let a paused task type go on.")
    static final class ResumeTask extends Release {
        @Mixin private TaskName task;

        @Override
        String path() {
            return task.path();
        }
    }

    @Command(name = "pause", description = "Start no attempt of a run.")
    static final class PauseRun extends Hold {
        @Mixin private RunId run;

        @Override
        String path() {
            return run.path();
        }
    }

    @Command(name = "resume", description = "Let a paused run go on.")
    static final class ResumeRun extends Release {
        @Mixin private RunId run;

        @Override
        String path() {
            return run.path();
        }
    }
}
