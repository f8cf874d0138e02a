package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveRevision;

import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Notes which revision calls {@link System#exit}, so that it is known after the next start. The JDK
 * tells of each call through the logger {@code java.lang.Runtime}, on the calling thread and before
 * anything stops (see {@link Runtime#exit}).
 */
final class ExitWatch extends Handler {
    private final Path note;
    private final Living live;
    private final Logger runtime = Logger.getLogger("java.lang.Runtime");

    /**
     * @param note where it is written
     */
    ExitWatch(Path note, Living live) {
        this.note = note;
        this.live = live;
        setLevel(Level.ALL);
        runtime.setLevel(Level.FINE);
        runtime.setUseParentHandlers(false);
        runtime.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        Throwable call = record.getThrown();
        if (call == null) {
            return;
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        for (LiveRevision revision : live.all()) {
            Optional<String> frame = revision.frames().first(call);
            if (frame.isPresent() && (loader == revision.loader() || onlyOne(call))) {
                write(revision.ref().sha256() + " it called System.exit at " + frame.get());
                return;
            }
        }
    }

    private boolean onlyOne(Throwable call) {
        return live.all().stream().filter(r -> r.frames().first(call).isPresent()).count() == 1;
    }

    private void write(String line) {
        try {
            Files.writeString(note, line);
        } catch (IOException e) {
            LoggerFactory.getLogger(ExitWatch.class)
                    .warn("{} cannot be written: {}", note, e.getMessage());
        }
    }

    @Override
    public void flush() {
        // each line is written at once
    }

    @Override
    public void close() {
        runtime.removeHandler(this);
    }
}
