package dev.gantry.launcher.cli;

import picocli.CommandLine.Option;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;

/** How failed attempts are repeated, in place of what the task type says. */
final class RetryOptions {

    @Option(names = "--retry", paramLabel = "N", description = "Attempts in all.")
    private Integer attempts;

    @Option(
            names = "--backoff",
            paramLabel = "FIRST..MAX",
            description = "First and largest wait between attempts, such as 1s..5m.")
    private String backoff;

    @Option(
            names = "--unless",
            paramLabel = "ERROR",
            split = ",",
            description =
                    "No further attempt after this: an exception's class, timeout or heartbeat.")
    private List<String> unless;

    @Option(
            names = "--retry-within",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "No further attempt when this has passed since the first one began.")
    private Duration within;

    boolean any() {
        return attempts != null || backoff != null || unless != null || within != null;
    }

    /** Sets what is given; the rest stays as it is there. */
    void apply(ObjectNode body) {
        if (!any()) {
            return;
        }
        ObjectNode retry =
                body.path("retry") instanceof ObjectNode before ? before : body.putObject("retry");
        if (attempts != null) {
            retry.put("attempts", attempts);
        } else if (!retry.has("attempts")) {
            throw new ApiException(
                    ExitCode.USAGE, "say how many attempts there are in all, with --retry");
        }
        if (backoff != null) {
            backoff(retry);
        }
        if (unless != null) {
            ArrayNode names = retry.putArray("unless");
            unless.forEach(names::add);
        }
        Nodes.set(retry, "within", within == null ? null : within.toString());
    }

    private void backoff(ObjectNode retry) {
        String[] waits = backoff.split("\\.\\.", -1);
        if (waits.length != 2) {
            throw new ApiException(ExitCode.USAGE, "--backoff " + backoff + ": write it as 1s..5m");
        }
        retry.put("first", wait(waits[0])).put("max", wait(waits[1]));
    }

    private String wait(String text) {
        return Times.parse(text)
                .orElseThrow(
                        () ->
                                new ApiException(
                                        ExitCode.USAGE,
                                        "--backoff "
                                                + backoff
                                                + ": "
                                                + text
                                                + " is no duration; write it as 1s..5m"))
                .toString();
    }
}
