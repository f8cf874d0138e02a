package dev.gantry.engine;

import dev.gantry.api.context.WorkLog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.helpers.FormattingTuple;
import org.slf4j.helpers.MessageFormatter;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;

/**
 * What a task logs: into its run's log, until the attempt was ended, and Gantry's own. Thread-safe.
 */
final class AttemptLog implements WorkLog {
    private final RunningAttempt attempt;
    private final RunLogs logs;

    AttemptLog(RunningAttempt attempt, RunLogs logs) {
        this.attempt = attempt;
        this.logs = logs;
    }

    /** Puts the ids of an attempt into the log lines of its own thread. */
    static void mark(RunningAttempt attempt) {
        MDC.setContextMap(ids(attempt));
    }

    private static Map<String, String> ids(RunningAttempt attempt) {
        LiveRun run = attempt.run();
        return Map.of(
                "run", run.name(),
                "task", run.task(),
                "attempt", Integer.toString(attempt.number()),
                "trace", run.traceId(),
                "span", attempt.span(),
                "plugin", attempt.revision().plugin(),
                "revision", attempt.revision().sha256(),
                "tenant", run.tenant());
    }

    private void log(Level level, String message, Object... arguments) {
        if (MDC.get("run") != null) {
            said(level, message, arguments);
            return;
        }
        Map<String, String> ids = ids(attempt);
        ids.forEach(MDC::put); // first, since the level may be that of the plugin
        try {
            said(level, message, arguments);
        } finally {
            ids.keySet().forEach(MDC::remove);
        }
    }

    private void said(Level level, String message, Object... arguments) {
        Logger logger = LoggerFactory.getLogger("task." + attempt.run().task());
        if (level == Level.DEBUG && !logger.isDebugEnabled()) {
            return;
        }
        FormattingTuple line = MessageFormatter.arrayFormat(message, arguments);
        String text = String.valueOf(line.getMessage());
        if (line.getThrowable() != null) {
            StringWriter trace = new StringWriter();
            line.getThrowable().printStackTrace(new PrintWriter(trace));
            text = text + "\n" + trace;
        }
        text = RunLog.cut(attempt.mask().text(text));
        if (!attempt.ended()) {
            LiveRun run = attempt.run();
            if (run.log(logs).add(level.name().toLowerCase(Locale.ROOT), attempt.number(), text)) {
                run.charge().logged(text);
            }
        }
        logger.atLevel(level).log(text);
    }

    @Override
    public void debug(String message, Object... arguments) {
        log(Level.DEBUG, message, arguments);
    }

    @Override
    public void info(String message, Object... arguments) {
        log(Level.INFO, message, arguments);
    }

    @Override
    public void warn(String message, Object... arguments) {
        log(Level.WARN, message, arguments);
    }

    @Override
    public void error(String message, Object... arguments) {
        log(Level.ERROR, message, arguments);
    }
}
