package dev.gantry.timing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * One platform thread that calls a tick whenever something is due. It looks at the clock at least
 * once a second, so a clock that is set, or a machine that slept, delays nothing by more than that.
 * A tick that throws is logged and repeated a second later. Thread-safe.
 */
public final class Ticker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Supplier<Optional<Instant>> tick;
    private final InstantSource clock;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Makes the thread; {@link #start} starts it.
     *
     * @param name of the thread
     * @param tick does what is due, and says when it is to be called again; never called twice at
     *     once
     */
    public Ticker(String name, InstantSource clock, Supplier<Optional<Instant>> tick) {
        this.tick = tick;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /** Begins to tick. */
    public void start() {
        thread.start();
    }

    /** Ticks now; for when something became due earlier than the last tick said. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    /** Whether it ticks. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Stops, and waits for a tick that is under way, for some seconds at most. */
    @Override
    public void close() {
        closed = true;
        wake();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("{} did not end within {}", thread.getName(), PATIENCE);
        }
    }

    private void run() {
        while (!closed) {
            Duration wait = LONGEST;
            try {
                wait = wait(tick.get(), clock.instant());
            } catch (RuntimeException | Error e) {
                LOG.error("{} failed and goes on in {}", thread.getName(), LONGEST, e);
            }
            if (!closed && wait.isPositive()) {
                LockSupport.parkNanos(wait.toNanos());
            }
        }
    }

    static Duration wait(Optional<Instant> next, Instant now) {
        return next.filter(at -> at.isBefore(now.plus(LONGEST)))
                .map(at -> Duration.between(now, at))
                .orElse(LONGEST);
    }
}
