package dev.gantry.spi.event;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/**
 * The one ordered stream of events of this node. Numbers start at 1 with each start of Gantry; a
 * bounded number of events is kept in memory for those who read late. Thread-safe.
 */
@ProviderType
public interface Events {

    /**
     * Adds an event and tells the listeners. Never blocks. A verdict that is as the one before is
     * only told, and has no number.
     */
    void publish(Event event);

    /** Number of the newest event; 0 when there is none. */
    long latest();

    /**
     * Events after a number, oldest first; where some are no longer kept, from the oldest kept one
     * on.
     */
    List<Numbered> after(long seq, int limit);

    /**
     * Waits until there is an event after {@code seq}, or {@code millis} passed.
     *
     * @return whether there is one
     */
    boolean await(long seq, long millis) throws InterruptedException;

    /** An event with its place in the stream. */
    record Numbered(long seq, Event event) {}
}
