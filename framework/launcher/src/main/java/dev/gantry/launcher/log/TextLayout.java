package dev.gantry.launcher.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.LayoutBase;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Lines for people: time, level, logger, message; and, where they are known, which run, trace and
 * plugin it is about.
 */
final class TextLayout extends LayoutBase<ILoggingEvent> {
    private final DateTimeFormatter time;
    private final ThrowableProxyConverter stack = new ThrowableProxyConverter();

    TextLayout(Context context, String timePattern, ZoneId zone) {
        setContext(context);
        time = DateTimeFormatter.ofPattern(timePattern).withZone(zone);
        stack.setContext(context);
    }

    @Override
    public void start() {
        stack.start();
        super.start();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        time.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        line.append(' ').append(event.getLevel());
        line.repeat(' ', Math.max(1, 6 - event.getLevel().toString().length()));
        line.append(shortName(event.getLoggerName())).append(": ");
        line.append(event.getFormattedMessage());
        Map<String, String> about = event.getMDCPropertyMap();
        if (!about.isEmpty()) {
            append(line, "run", about);
            append(line, "trace", about);
            append(line, "plugin", about);
        }
        line.append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            line.append(stack.convert(event));
        }
        return line.toString();
    }

    private static void append(StringBuilder line, String key, Map<String, String> about) {
        String value = about.get(key);
        if (value != null) {
            line.append(' ').append(key).append('=').append(value);
        }
    }

    /** {@code engine.Dispatcher} for {@code dev.gantry.engine.Dispatcher}. */
    private static String shortName(String logger) {
        return logger.startsWith("dev.gantry.") ? logger.substring("dev.gantry.".length()) : logger;
    }
}
