package dev.gantry.spi.log;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Map;

/**
 * From which level on lines are logged, per logger and per plugin. What is set is kept over
 * restarts, on this node. Thread-safe.
 */
@ProviderType
public interface LogLevels {

    /** What was set; levels in lower case. */
    Levels levels();

    /**
     * The level of a logger and of those below it.
     *
     * @param logger such as {@code dev.gantry.engine} or {@code task.files.cleanup}
     * @param level {@code null} for what it was at the start
     * @throws dev.gantry.spi.run.GantryException if it cannot be kept
     */
    Levels logger(String logger, Level level);

    /**
     * The level of what a plugin says in its work, whatever the logger.
     *
     * @param plugin its id
     * @param level {@code null} for that of the loggers
     * @throws dev.gantry.spi.run.GantryException if it cannot be kept
     */
    Levels plugin(String plugin, Level level);

    /** How much is logged. */
    enum Level {
        /** All. */
        TRACE,
        /** Detail. */
        DEBUG,
        /** What an operator wants to read. */
        INFO,
        /** What is odd. */
        WARN,
        /** What went wrong. */
        ERROR,
        /** Nothing. */
        OFF
    }

    /** What was set, by name of the logger and by id of the plugin, sorted. */
    record Levels(Map<String, Level> loggers, Map<String, Level> plugins) {}
}
