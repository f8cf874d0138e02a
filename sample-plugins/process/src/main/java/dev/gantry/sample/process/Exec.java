package dev.gantry.sample.process;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Range;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Runs a command and streams its output into the run's log. No shell is involved: what is in one
 * element of the command stays one argument. How long it may take is the run's time limit.
 *
 * <p>On cancel or time-out the command and all that it started is asked to end, and after a grace
 * period forced to. A child that a successful command leaves behind is left alone. The command
 * finds the run in its environment: {@code TRACEPARENT}, {@code TRACESTATE}, {@code BAGGAGE},
 * {@code GANTRY_RUN} and {@code GANTRY_ATTEMPT}.
 */
@TaskType(
        id = "process.exec",
        title = "Run a command",
        description = "Runs a command, streams its output into the log, and ends it when asked to.")
public final class Exec implements Task<Exec.Params, Exec.Result> {
    private static final int LINES_IN_MESSAGE = 5;
    private static final String MARK = "GANTRY_EXEC";

    /** The command, and what is around it. */
    public record Params(
            @Doc("Program and arguments, one element each") @Length(min = 1) List<String> command,
            @Doc("Working folder; by default that of Gantry") Optional<Path> directory,
            @Doc("Variables to add to Gantry's own environment") Map<String, String> environment,
            @Doc("Text that the command reads as its input") @Default("") String input,
            @Doc("Exit codes that mean success") @Default("[0]") @Length(min = 1)
                    Set<Integer> exitCodes,
            @Doc("How many characters of the output's end to keep in the result")
                    @Default("16384")
                    @Range(min = 0, max = 1_048_576)
                    int outputLimit,
            @Doc("How many lines of output to log")
                    @Default("10000")
                    @Range(min = 0, max = 1_000_000)
                    int logLimit,
            @Doc("How long the command may take to end itself when it is cancelled")
                    @Default("PT1S")
                    Duration grace) {}

    /** How it ended. */
    public record Result(
            @Doc("What the command ended with") int exitCode,
            @Doc("The end of its output") String output,
            @Doc("How long it took") Duration took,
            @Doc("Whether the output was longer than what is kept") boolean truncated) {}

    @Override
    public Result run(Params params, TaskContext context) throws Exception {
        Instant start = context.clock().instant();
        Path input = params.input().isEmpty() ? null : inputFile(params.input());
        try {
            String mark = UUID.randomUUID().toString();
            Process process = start(params, input, mark, context);
            var tree = new ProcessTree(process.toHandle(), MARK + "=" + mark);
            var output = new Output(context.log(), params.logLimit(), params.outputLimit());
            int exitCode = await(process, tree, output, params.grace(), context);
            Duration took = Duration.between(start, context.clock().instant());
            return result(params, exitCode, output, took);
        } finally {
            if (input != null) {
                Files.deleteIfExists(input);
            }
        }
    }

    /** A file instead of a pipe: nobody has to wait until the command cares to read. */
    private static Path inputFile(String text) throws IOException {
        Path file = Files.createTempFile("process-exec-", ".in");
        return Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static Process start(Params params, Path input, String mark, TaskContext context)
            throws IOException, TaskFailure {
        if (params.directory().isPresent() && !Files.isDirectory(params.directory().get())) {
            throw TaskFailure.permanent(
                    "`directory`: %s is no folder; name one that exists"
                            .formatted(params.directory().get()));
        }
        var builder = new ProcessBuilder(params.command());
        params.directory().map(Path::toFile).ifPresent(builder::directory);
        // Gantry itself may have been started in another trace
        builder.environment().keySet().removeAll(List.of("TRACESTATE", "BAGGAGE"));
        builder.environment().putAll(context.trace().environment());
        builder.environment().put("GANTRY_RUN", context.runId());
        builder.environment().put("GANTRY_ATTEMPT", Integer.toString(context.attempt()));
        builder.environment().putAll(params.environment());
        builder.environment().put(MARK, mark);
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        context.cancellation().check();
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw TaskFailure.permanent(
                    "cannot start `%s`: %s; is it installed and on the path of Gantry?"
                            .formatted(params.command().getFirst(), e.getMessage()),
                    e);
        }
    }

    private static int await(
            Process process, ProcessTree tree, Output output, Duration grace, TaskContext context)
            throws Exception {
        var asked = new CompletableFuture<Void>();
        var stop = context.cancellation().onRequest(() -> asked.complete(null));
        var out = pump(output, process, false);
        var err = pump(output, process, true);
        try (stop) {
            CompletableFuture.anyOf(process.onExit(), asked).get();
            if (asked.isDone()) {
                end(tree, grace, context);
            }
            out.join();
            err.join();
        } catch (InterruptedException e) {
            tree.force();
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("lost sight of the process", e);
        } finally {
            process.destroyForcibly();
        }
        if (asked.isDone()) {
            context.cancellation().check();
        }
        return process.exitValue();
    }

    private static void end(ProcessTree tree, Duration grace, TaskContext context) {
        context.log().info("asking the command and all that it started to end");
        List<ProcessHandle> left = tree.end(grace);
        if (!left.isEmpty()) {
            context.log().error("still there: {}", left.stream().map(ProcessHandle::pid).toList());
        }
    }

    private static Thread pump(Output output, Process process, boolean error) {
        var from = error ? process.getErrorStream() : process.getInputStream();
        return Thread.ofVirtual()
                .name(error ? "process.exec stderr" : "process.exec stdout")
                .start(
                        () -> {
                            try {
                                output.pump(process, from, error);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private static Result result(Params params, int exitCode, Output output, Duration took)
            throws ExitCodeException {
        if (!params.exitCodes().contains(exitCode)) {
            String last = output.lastLines(LINES_IN_MESSAGE);
            throw new ExitCodeException(
                    exitCode,
                    "`%s` ended with exit code %d%s"
                            .formatted(
                                    params.command().getFirst(),
                                    exitCode,
                                    last.isEmpty() ? " and wrote nothing" : ": " + last));
        }
        return new Result(exitCode, output.tail(), took, output.truncated());
    }
}
