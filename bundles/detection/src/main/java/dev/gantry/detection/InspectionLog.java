package dev.gantry.detection;

import dev.gantry.api.context.TraceContext;
import dev.gantry.api.context.WorkLog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import java.util.function.Consumer;

/** What a detector says, in Gantry's log under {@code check.<detector>}. Thread-safe. */
final class InspectionLog implements WorkLog {

    private final Logger log;
    private final String prefix;
    private final String plugin;
    private final TraceContext trace;

    InspectionLog(String detector, String check, String plugin, TraceContext trace) {
        this.log = LoggerFactory.getLogger("check." + detector);
        this.prefix = check + ": ";
        this.plugin = plugin;
        this.trace = trace;
    }

    @Override
    public void debug(String message, Object... arguments) {
        say(text -> log.debug(text, arguments), message);
    }

    @Override
    public void info(String message, Object... arguments) {
        say(text -> log.info(text, arguments), message);
    }

    @Override
    public void warn(String message, Object... arguments) {
        say(text -> log.warn(text, arguments), message);
    }

    @Override
    public void error(String message, Object... arguments) {
        say(text -> log.error(text, arguments), message);
    }

    private void say(Consumer<String> line, String message) {
        try (var p = MDC.putCloseable("plugin", plugin);
                var t = MDC.putCloseable("trace", trace.traceId());
                var s = MDC.putCloseable("span", trace.spanId())) {
            line.accept(prefix + message);
        } catch (RuntimeException e) {
            log.warn(
                    "{}a line of the log could not be written: {}", prefix, e.getClass().getName());
        }
    }
}
