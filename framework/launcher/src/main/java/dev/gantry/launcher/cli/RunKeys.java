package dev.gantry.launcher.cli;

import picocli.CommandLine.Option;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;

/** Options of {@code gantry run start} that say how a run goes together with others. */
final class RunKeys {
    @Option(
            names = "--concurrency-key",
            paramLabel = "KEY",
            description = "Of the tenant's runs with this key only so many run at one time.")
    private String concurrencyKey;

    @Option(names = "--concurrency", paramLabel = "N", description = "How many that are; 1.")
    private Integer concurrency;

    @Option(
            names = "--singleton",
            paramLabel = "KEY",
            description = "While a run of this key is open, start none and show that one.")
    private String singleton;

    @Option(
            names = "--replace",
            description = "With --singleton: cancel the open run and start this one.")
    private boolean replace;

    @Option(
            names = "--debounce",
            paramLabel = "KEY",
            description = "Start when none of this key came for --period, as the last one said.")
    private String debounce;

    @Option(
            names = "--period",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "With --debounce: how long none has to come.")
    private Duration period;

    @Option(
            names = "--max-wait",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "With --debounce: how long after the first it starts in any case.")
    private Duration maxWait;

    @Option(
            names = "--collect",
            paramLabel = "KEY",
            description = "Collect parameters of this key into one run.")
    private String batch;

    @Option(
            names = "--collect-max",
            paramLabel = "N",
            description = "With --collect: how many at most.")
    private Integer batchMax;

    @Option(
            names = "--within",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "With --collect: how long after the first it starts.")
    private Duration within;

    @Option(
            names = "--into",
            paramLabel = "NAME",
            description = "With --collect: the parameter that takes the list; items.")
    private String into;

    /** Adds what was chosen to a request. */
    void into(ObjectNode body) {
        needs("--concurrency-key", concurrencyKey, "--concurrency", concurrency);
        needs("--singleton", singleton, "--replace", replace ? true : null);
        needs("--debounce", debounce, "--period", period);
        needs("--debounce", debounce, "--max-wait", maxWait);
        needs("--collect", batch, "--collect-max", batchMax);
        needs("--collect", batch, "--within", within);
        needs("--collect", batch, "--into", into);
        if (concurrencyKey != null) {
            number(body.putObject("concurrency").put("key", concurrencyKey), "limit", concurrency);
        }
        if (singleton != null) {
            ObjectNode part = body.putObject("singleton").put("key", singleton);
            Nodes.set(part, "mode", replace ? "cancel" : null);
        }
        if (debounce != null) {
            ObjectNode part = body.putObject("debounce").put("key", debounce);
            Nodes.set(part, "period", period == null ? null : period.toString());
            Nodes.set(part, "maxWait", maxWait == null ? null : maxWait.toString());
        }
        if (batch != null) {
            ObjectNode part = body.putObject("batch").put("key", batch);
            number(part, "max", batchMax);
            Nodes.set(part, "within", within == null ? null : within.toString());
            Nodes.set(part, "into", into);
        }
    }

    private static void number(ObjectNode part, String field, Integer value) {
        if (value != null) {
            part.put(field, value);
        }
    }

    private static void needs(String option, Object value, String with, Object given) {
        if (given != null && value == null) {
            throw new ApiException(ExitCode.USAGE, with + " goes with " + option);
        }
    }
}
