package dev.gantry.plugins.host;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.plugin.RevisionState;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Keeps all events, and lets a test wait for one. */
final class RecordedEvents implements Events {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final List<Event.PluginChanged> events = new ArrayList<>();
    private final List<Event.PluginNoted> notes = new ArrayList<>();

    @Override
    public synchronized void publish(Event event) {
        switch (event) {
            case Event.PluginChanged changed -> events.add(changed);
            case Event.PluginNoted noted -> notes.add(noted);
            default -> throw new IllegalArgumentException(event.toString());
        }
        notifyAll();
    }

    @Override
    public synchronized long latest() {
        return events.size();
    }

    @Override
    public List<Numbered> after(long seq, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean await(long seq, long millis) {
        throw new UnsupportedOperationException();
    }

    synchronized List<Event.PluginNoted> notes() {
        return List.copyOf(notes);
    }

    synchronized List<Event.PluginChanged> all() {
        return List.copyOf(events);
    }

    /** The first event after {@code seq} that fits. */
    synchronized Event.PluginChanged await(long seq, Predicate<Event.PluginChanged> wanted)
            throws InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        int next = (int) seq;
        while (true) {
            for (; next < events.size(); next++) {
                if (wanted.test(events.get(next))) {
                    return events.get(next);
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("not among " + events);
            }
            wait(left);
        }
    }

    Event.PluginChanged await(long seq, RevisionState state) throws InterruptedException {
        return await(seq, e -> e.state() == state);
    }
}
