package dev.gantry.launcher.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks again and again. On a terminal the answer is drawn over the one before; elsewhere it is
 * printed when it has changed, JSON on one line. It goes on while Gantry is away.
 */
final class Looking {
    @Option(
            names = {"-w", "--watch"},
            description = "Ask again and again, until interrupted.")
    boolean asked;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "2s",
            converter = Times.Converter.class,
            description = "How often with --watch; 2s.")
    Duration pause = Duration.ofSeconds(2);

    /** What is asked. */
    interface Question {
        int ask(Output output) throws IOException;
    }

    /** Those of a command that has them. */
    static Optional<Looking> of(CommandSpec spec) {
        CommandSpec mixin = spec.mixins().get(Looking.class.getSimpleName());
        return mixin == null ? Optional.empty() : Optional.of((Looking) mixin.userObject());
    }

    /** Goes on until it is refused. */
    int watch(Output output, Optional<Screen> screen, Question question) throws IOException {
        List<JsonNode> before = List.of();
        String complaint = "";
        while (true) {
            StringWriter text = new StringWriter();
            List<JsonNode> answers = new ArrayList<>();
            String complains = "";
            try (PrintWriter out = new PrintWriter(text)) {
                question.ask(output.noting(out, answers));
            } catch (ApiException e) {
                if (e.exitCode() != ExitCode.UNREACHABLE && !e.away()) {
                    throw e;
                }
                complains = "gantry: " + e.getMessage();
            }
            if (screen.isPresent()) {
                screen.get().draw(complains.isEmpty() ? text.toString() : complains);
            } else if (!complains.equals(complaint) && !complains.isEmpty()) {
                output.note(complains);
            } else if (complains.isEmpty() && !answers.equals(before)) {
                output.raw(text.toString());
                before = answers;
            }
            complaint = complains;
            rest();
        }
    }

    private void rest() {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ExitCode.FAILED, "interrupted");
        }
    }
}
