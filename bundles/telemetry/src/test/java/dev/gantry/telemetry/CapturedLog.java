package dev.gantry.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a class says in the log while this is open. */
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> fresh = new LinkedBlockingQueue<>();
    private final Logger logger;

    /** Starts to listen. */
    public CapturedLog(Class<?> source) {
        logger = (Logger) LoggerFactory.getLogger(source);
        logger.addAppender(this);
        start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
        fresh.add(event.getFormattedMessage());
    }

    /** Messages at the level of warnings. */
    public List<String> warnings() {
        return events.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** Waits for a message that was not waited for before. */
    public void await(String start) throws InterruptedException {
        String message;
        do {
            message = fresh.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nobody said: " + start);
            }
        } while (!message.startsWith(start));
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        stop();
    }
}
