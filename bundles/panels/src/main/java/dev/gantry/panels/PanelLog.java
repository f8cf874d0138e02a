package dev.gantry.panels;

import dev.gantry.api.context.WorkLog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What a panel says, in Gantry's log under {@code panel.<plugin>/<panel>}. Thread-safe. */
final class PanelLog implements WorkLog {
    private final Logger log;

    PanelLog(String panel) {
        this.log = LoggerFactory.getLogger("panel." + panel);
    }

    @Override
    public void debug(String message, Object... arguments) {
        say(Level.DEBUG, message, arguments);
    }

    @Override
    public void info(String message, Object... arguments) {
        say(Level.INFO, message, arguments);
    }

    @Override
    public void warn(String message, Object... arguments) {
        say(Level.WARN, message, arguments);
    }

    @Override
    public void error(String message, Object... arguments) {
        say(Level.ERROR, message, arguments);
    }

    private void say(Level level, String message, Object... arguments) {
        log.atLevel(level).log(message, arguments);
    }
}
