package dev.gantry.launcher.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** Brings what is said through {@code java.util.logging}, from {@code WARNING}, into our log. */
public final class JulBridge extends Handler {
    private final SimpleFormatter formatter = new SimpleFormatter();

    private JulBridge() {}

    /** Takes the place of all other handlers. */
    public static void install() {
        LogManager.getLogManager().reset();
        java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new JulBridge());
    }

    @Override
    public void publish(LogRecord said) {
        String name = said.getLoggerName();
        Logger log = LoggerFactory.getLogger(name == null || name.isEmpty() ? "jul" : name);
        String message = formatter.formatMessage(said);
        int level = said.getLevel().intValue();
        if (level >= Level.SEVERE.intValue()) {
            log.error(message, said.getThrown());
        } else if (level >= Level.WARNING.intValue()) {
            log.warn(message, said.getThrown());
        } else {
            log.info(message, said.getThrown());
        }
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        // nothing is open
    }
}
