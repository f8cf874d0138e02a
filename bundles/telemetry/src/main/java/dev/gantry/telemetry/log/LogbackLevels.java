package dev.gantry.telemetry.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;

import dev.gantry.spi.log.LogLevels;
import dev.gantry.spi.run.GantryException;
import dev.gantry.telemetry.KeptSettings;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.LoggerFactory;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Levels of loggers and of plugins, by Logback. Thread-safe. */
@Component(service = LogLevels.class, immediate = true)
public final class LogbackLevels implements LogLevels {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogbackLevels.class);
    private static final String LOGGER = "level.logger.";
    private static final String PLUGIN = "level.plugin.";
    private static final int LONGEST = 200;

    private final LoggerContext context;
    private final KeptSettings kept;
    private final PluginLevels filter = new PluginLevels();
    private final Map<String, ch.qos.logback.classic.Level> before = new HashMap<>();
    private final Map<String, Level> loggers = new TreeMap<>();
    private final Map<String, Level> plugins = new TreeMap<>();

    /** Puts in force what was set before the start. */
    @Activate
    public LogbackLevels(@Reference KeptSettings kept) {
        this(kept, LoggerFactory.getILoggerFactory());
    }

    LogbackLevels(KeptSettings kept, Object factory) {
        this.kept = kept;
        if (!(factory instanceof LoggerContext logback)) {
            context = null;
            return;
        }
        context = logback;
        read(LOGGER, loggers);
        read(PLUGIN, plugins);
        loggers.forEach(this::apply);
        filter.setContext(context);
        filter.start();
        filter.set(logback(plugins));
        context.addTurboFilter(filter);
    }

    private void read(String prefix, Map<String, Level> into) {
        kept.below(prefix)
                .forEach(
                        (name, level) -> {
                            try {
                                into.put(name, Level.valueOf(level.toUpperCase(Locale.ROOT)));
                            } catch (IllegalArgumentException e) {
                                LOG.warn("{} has no level {}; set it anew", name, level);
                            }
                        });
    }

    private static Map<String, ch.qos.logback.classic.Level> logback(Map<String, Level> levels) {
        Map<String, ch.qos.logback.classic.Level> all = new HashMap<>();
        levels.forEach((name, level) -> all.put(name, logback(level)));
        return all;
    }

    private static ch.qos.logback.classic.Level logback(Level level) {
        return ch.qos.logback.classic.Level.toLevel(level.name());
    }

    private void apply(String name, Level level) {
        Logger logger = context.getLogger(name);
        if (!before.containsKey(name)) {
            before.put(name, logger.getLevel());
        }
        if (level != null) {
            logger.setLevel(logback(level));
            return;
        }
        ch.qos.logback.classic.Level first = before.remove(name);
        if (first != null || !name.equalsIgnoreCase(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
            logger.setLevel(first);
        }
    }

    @Override
    public synchronized Levels levels() {
        return new Levels(
                Collections.unmodifiableMap(new TreeMap<>(loggers)),
                Collections.unmodifiableMap(new TreeMap<>(plugins)));
    }

    @Override
    public synchronized Levels logger(String logger, Level level) {
        change(LOGGER, logger, level, loggers);
        apply(logger, level);
        return told("Logger", logger, level, its -> its == null ? "as at the start" : text(its));
    }

    @Override
    public synchronized Levels plugin(String plugin, Level level) {
        change(PLUGIN, plugin, level, plugins);
        filter.set(logback(plugins));
        return told("Plugin", plugin, level, its -> its == null ? "as its loggers" : text(its));
    }

    private Levels told(String what, String name, Level level, Function<Level, String> text) {
        LOG.info("{} {} logs {}", what, name, text.apply(level));
        return levels();
    }

    private static String text(Level level) {
        return level == Level.OFF
                ? "nothing"
                : "from " + level.name().toLowerCase(Locale.ROOT) + " on";
    }

    private void change(String prefix, String name, Level level, Map<String, Level> all) {
        if (context == null) {
            throw new GantryException(
                    GantryException.Code.UNAVAILABLE,
                    "The levels of this process's log are not Gantry's to change");
        }
        if (name.isBlank()
                || name.length() > LONGEST
                || !name.chars().allMatch(c -> c > ' ' && c <= '~' && "=:#!\\".indexOf(c) < 0)) {
            throw new GantryException(
                    GantryException.Code.INVALID,
                    "A logger is named like a class or a task, such as task.files.cleanup");
        }
        Map<String, String> value = new HashMap<>();
        value.put(prefix + name, level == null ? null : level.name().toLowerCase(Locale.ROOT));
        kept.put(value);
        if (level == null) {
            all.remove(name);
        } else {
            all.put(name, level);
        }
    }

    /** The loggers are again as they were at the start. */
    @Deactivate
    public synchronized void close() {
        if (context != null) {
            for (String name : loggers.keySet()) {
                apply(name, null);
            }
            context.getTurboFilterList().remove(filter);
        }
    }
}
