package dev.gantry.http;

import dev.gantry.spi.log.LogLevels;
import dev.gantry.spi.trace.Sampling;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Sampling and log levels, in memory. */
final class FakeTelemetry implements Sampling, LogLevels {
    private static final Rule CONFIGURED = new Rule(0, Duration.ofSeconds(10));

    private final Map<String, Level> loggers = new TreeMap<>();
    private final Map<String, Level> plugins = new TreeMap<>();
    Rule rule = CONFIGURED;

    @Override
    public Status status() {
        return new Status(
                "http://127.0.0.1:4318/v1/traces",
                rule,
                rule == CONFIGURED,
                1234.56,
                99.94,
                0.081,
                7);
    }

    @Override
    public Status set(Rule next) {
        rule = next;
        return status();
    }

    @Override
    public Status reset() {
        rule = CONFIGURED;
        return status();
    }

    @Override
    public Levels levels() {
        return new Levels(Map.copyOf(loggers), Map.copyOf(plugins));
    }

    @Override
    public Levels logger(String logger, Level level) {
        return put(loggers, logger, level);
    }

    @Override
    public Levels plugin(String plugin, Level level) {
        return put(plugins, plugin, level);
    }

    private Levels put(Map<String, Level> levels, String name, Level level) {
        if (level == null) {
            levels.remove(name);
        } else {
            levels.put(name, level);
        }
        return levels();
    }
}
