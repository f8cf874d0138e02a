package dev.gantry.engine;

import dev.gantry.api.context.CancelledException;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.store.RunStore;

import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The heartbeats of one attempt: the first one is stored at once, then the last one of each second.
 * What comes after the attempt was ended is ignored. Thread-safe; it alone uses the lease while the
 * task runs.
 */
final class Heartbeats {
    private static final long INTERVAL_MS = 1000;
    private static final int MAX_DETAIL = 256 * 1024;

    private final RunningAttempt attempt;
    private final Lease lease;
    private final RunStore store;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Record pending;
    private volatile long storedAt = Long.MIN_VALUE;
    private boolean closed;

    Heartbeats(RunningAttempt attempt, Lease lease, RunStore store, InstantSource clock) {
        this.attempt = attempt;
        this.lease = lease;
        this.store = store;
        this.clock = clock;
    }

    void beat(Record detail) {
        if (attempt.ended()) {
            return;
        }
        pending = detail;
        if (due(clock.millis())) {
            flush();
        }
    }

    /** Whether something waits that should be stored by now. */
    boolean due(long now) {
        return pending != null && (storedAt == Long.MIN_VALUE || now - storedAt >= INTERVAL_MS);
    }

    /** Stores what waits. Calls the plugin's accessors, so never on a thread of the engine. */
    void flush() {
        lock.lock();
        try {
            Record detail = pending;
            if (detail == null || closed || attempt.ended()) {
                return;
            }
            pending = null;
            storedAt = clock.millis();
            String json = lease.write(detail);
            if (json.length() > MAX_DETAIL) {
                throw new IllegalArgumentException(
                        "a heartbeat's detail has "
                                + json.length()
                                + " characters of JSON, more than "
                                + MAX_DETAIL
                                + "; keep the data elsewhere and say where the work is");
            }
            attempt.run().detail(json);
            store.detail(attempt.run().id(), json);
        } finally {
            lock.unlock();
        }
    }

    /** An object of the plugin as JSON. */
    String write(Object value) {
        lock.lock();
        try {
            if (closed) {
                throw new CancelledException("the attempt is over");
            }
            return lease.write(value);
        } finally {
            lock.unlock();
        }
    }

    <T> T read(String json, Class<T> type) {
        lock.lock();
        try {
            return closed ? null : lease.read(json, type);
        } finally {
            lock.unlock();
        }
    }

    /** The attempt is over: nothing of the plugin is called any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            pending = null;
        } finally {
            lock.unlock();
        }
    }
}
