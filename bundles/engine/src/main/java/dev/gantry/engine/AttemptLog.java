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

    /** Puts the ids of an attempt into the thread's log lines. */
    static void mark(RunningAttempt attempt) {
        LiveRun run = attempt.run();
        MDC.put("run", run.name());
        MDC.put("task", run.task());
        MDC.put("attempt", Integer.toString(attempt.number()));
        MDC.put("trace", run.traceId());
        MDC.put("span", attempt.span());
        MDC.put("plugin", attempt.revision().plugin());
        MDC.put("revision", attempt.revision().sha256());
        MDC.put("tenant", run.tenant());
    }

    static void unmark() {
        MDC.remove("run");
        MDC.remove("task");
        MDC.remove("attempt");
        MDC.remove("trace");
        MDC.remove("span");
        MDC.remove("plugin");
        MDC.remove("revision");
        MDC.remove("tenant");
    }

    private void log(Level level, String message, Object... arguments) {
        if (MDC.get("run") != null) {
            said(level, message, arguments);
            return;
        }
        mark(attempt); // first, since the level may be that of the plugin
        try {
            said(level, message, arguments);
        } finally {
            unmark();
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
