package dev.gantry.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Time that moves only when a test says so. It starts at {@link #START}. Thread-safe.
 *
 * <p>Deadlines and {@link TaskRunner#cancelAfter} follow it: moving it past them asks the running
 * task to stop, before the call that moved it returns.
 */
public final class TestClock implements InstantSource {

    /** Where every test begins. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Instant now = START;
    private Duration tick = Duration.ZERO;

    /** The time; then moves on by one tick, if {@link #tick} was called. */
    @Override
    public Instant instant() {
        Instant answer;
        boolean moved;
        synchronized (this) {
            answer = now;
            moved = !tick.isZero();
            now = now.plus(tick);
        }
        if (moved) {
            listeners.forEach(Runnable::run);
        }
        return answer;
    }

    /**
     * Moves time on.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration by) {
        requireForward(by);
        synchronized (this) {
            now = now.plus(by);
        }
        listeners.forEach(Runnable::run);
    }

    /** As {@link #advance(Duration)}, with an ISO-8601 duration such as {@code PT2S}. */
    public void advance(String by) {
        advance(Duration.parse(by));
    }

    /** Jumps to an instant, before or after the present one. */
    public void set(Instant instant) {
        synchronized (this) {
            now = instant;
        }
        listeners.forEach(Runnable::run);
    }

    /**
     * Lets time move by this much with every look at the clock, and with every question whether the
     * work shall stop; for work that goes on without waiting for anything.
     */
    public synchronized TestClock tick(Duration each) {
        requireForward(each);
        tick = each;
        return this;
    }

    /** Somebody sleeps for so long. */
    void pass(Duration time) {
        if (!time.isNegative()) {
            advance(time);
        }
    }

    synchronized Instant peek() {
        return now;
    }

    AutoCloseable onMove(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private static void requireForward(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + by);
        }
    }
}
