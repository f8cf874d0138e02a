package dev.gantry.launcher.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Stack;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code gantry run start}. */
@Command(
        name = "start",
        description = "Start a run of a task.",
        footer = {
            "",
            "Examples:",
            "  gantry run start files.checksum -p directory=/var/log --wait",
            "  gantry run start files.cleanup --params @cleanup.json --follow",
            "  gantry run start files.checksum --batch runs.ndjson"
        })
final class RunStart extends ClientCommand {
    /** How long one request waits; a longer wait takes several. */
    private static final Duration ONE_WAIT = Duration.ofSeconds(30);

    private static final Duration FOREVER = Duration.ofDays(365);

    @Parameters(
            paramLabel = "TYPE",
            arity = "0..1",
            description = "Task type, such as files.cleanup.")
    private String type;

    @Option(
            names = "--batch",
            paramLabel = "FILE",
            description = {
                "Start many: a JSON object in each line, with params, key and so on, and task where"
                        + " it is not TYPE. Each line is accepted or refused by itself."
            })
    private Path batch;

    @Mixin private Input input;

    @Option(
            names = "--wait",
            arity = "0..1",
            paramLabel = "DURATION",
            fallbackValue = "P365D",
            converter = Times.Converter.class,
            parameterConsumer = OptionalDuration.class,
            description = "Wait until it is over, at most so long, and end as it did.")
    private Duration wait;

    @Option(
            names = {"-f", "--follow"},
            description = "Print what it logs until it is over, and end as it did.")
    private boolean follow;

    @Option(names = "--key", description = "Idempotency key: the same key starts no second run.")
    private String key;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "Limit of one attempt.")
    private Duration timeout;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description =
                    "Until when the run has to be over: 2h from now, or 2026-01-31T12:00:00Z.")
    private String deadline;

    @Mixin private RetryOptions retry;

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "How long to wait before the first attempt.")
    private Duration delay;

    @Option(names = "--tenant", description = "Whose run it is.")
    private String tenant;

    @Option(names = "--sla", description = "gold, silver or bronze.")
    private String sla;

    @Option(names = "--priority", paramLabel = "N", description = "-100 to 100, higher goes first.")
    private Integer priority;

    @Mixin private RunKeys keys = new RunKeys();

    @Override
    int call(Api api, Output output) throws IOException {
        if (batch != null) {
            return new RunBatch(type).start(api, batch, output);
        }
        if (type == null) {
            throw new ApiException(ExitCode.USAGE, "name a task type; gantry task list shows them");
        }
        Query path = new Query("/api/v1/tasks/" + Api.escape(type) + "/runs");
        Duration first = Duration.ZERO;
        if (wait != null && !follow) {
            first = wait.compareTo(ONE_WAIT) < 0 ? wait : ONE_WAIT;
            path.with("wait", first.toString());
        }
        JsonNode run = api.post(path.toString(), body(), first);
        if (follow) {
            JsonNode end = RunLogs.follow(api, Nodes.text(run, "id"), RunLogs.PATIENCE, output);
            if (output.forPeople()) {
                output.answer(end, () -> RunCommands.describe(end, output.times()));
            }
            return RunLogs.outcome(end);
        }
        return wait == null ? started(run, output) : waited(api, run, output);
    }

    private static int started(JsonNode run, Output output) {
        output.answer(run, () -> List.of(Nodes.text(run, "id") + " " + RunCommands.state(run)));
        return ExitCode.OK;
    }

    private int waited(Api api, JsonNode first, Output output) {
        String id = Nodes.text(first, "id");
        JsonNode run = first;
        if (!over(run) && wait.compareTo(ONE_WAIT) > 0) {
            run = await(api, id, wait.minus(ONE_WAIT));
        }
        JsonNode last = run;
        output.answer(last, () -> RunCommands.describe(last, output.times()));
        if (!over(last)) {
            output.note(
                    "gantry: not over after " + Times.brief(wait) + "; gantry run logs -f " + id);
        }
        return RunLogs.outcome(last);
    }

    private static JsonNode await(Api api, String id, Duration limit) {
        CompletableFuture<JsonNode> end = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                end.complete(
                                        RunLogs.follow(
                                                api, id, RunLogs.PATIENCE, line -> {}, far -> {}));
                            } catch (RuntimeException e) {
                                end.completeExceptionally(e);
                            }
                        });
        try {
            return end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return api.get("/api/v1/runs/" + Api.escape(id));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ApiException refused
                    ? refused
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ExitCode.FAILED, "interrupted");
        }
    }

    private static boolean over(JsonNode run) {
        return Nodes.text(run, "state").equals("finished");
    }

    private ObjectNode body() throws IOException {
        ObjectNode body = Api.JSON.createObjectNode();
        input.apply(body);
        Nodes.set(body, "tenant", tenant);
        Nodes.set(body, "sla", sla);
        Nodes.set(body, "key", key);
        Nodes.set(body, "timeout", timeout == null ? null : timeout.toString());
        Nodes.set(body, "deadline", deadline);
        Nodes.set(body, "delay", delay == null ? null : delay.toString());
        if (priority != null) {
            body.put("priority", priority);
        }
        retry.apply(body);
        keys.into(body);
        return body;
    }

    /** Takes the next word only if it reads as a duration: it may as well be the task type. */
    static final class OptionalDuration implements CommandLine.IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
            Optional<Duration> given = args.isEmpty() ? Optional.empty() : Times.parse(args.peek());
            if (given.isPresent()) {
                args.pop();
            }
            option.setValue(given.orElse(FOREVER));
        }
    }
}
