package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;

/** {@code gantry queue}. */
@Command(
        name = "queue",
        description = "Work with the queues of the service classes.",
        subcommands = {
            QueueCommands.ListQueues.class,
            QueueCommands.Pause.class,
            QueueCommands.Resume.class
        })
final class QueueCommands implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", description = "List queues, the one that goes first first.")
    static final class ListQueues extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get("/api/v1/queues");
            output.answer(answer, () -> lines(answer));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer) {
            Table table = new Table("QUEUE", "WAIT", "OLDEST", "PAUSED");
            for (JsonNode queue : answer.path("items")) {
                long oldest = Math.round(queue.path("oldestAgeSeconds").asDouble(0) * 1000);
                table.row(
                        Nodes.text(queue, "name"),
                        Nodes.text(queue, "depth"),
                        oldest == 0 ? "-" : Times.brief(Duration.ofMillis(oldest)),
                        Nodes.text(queue.path("pause"), "reason"));
            }
            return table.lines();
        }
    }

    /** The queue that is meant. */
    static final class QueueName {
        @Parameters(paramLabel = "QUEUE", description = "gold, silver or bronze.")
        private String name;

        String path() {
            return "/api/v1/queues/" + Api.escape(name);
        }
    }

    @Command(
            name = "pause",
            description = "Start no attempt of a service class's runs; what runs goes on.")
    static final class Pause extends PauseCommands.Hold {
        @Mixin private QueueName queue;

        @Override
        String path() {
            return queue.path();
        }
    }

    @Command(name = "resume", description = "Let a paused queue go on.")
    static final class Resume extends PauseCommands.Release {
        @Mixin private QueueName queue;

        @Override
        String path() {
            return queue.path();
        }
    }
}
