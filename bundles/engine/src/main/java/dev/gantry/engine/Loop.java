package dev.gantry.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** A platform thread that does one thing again and again. */
final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final long PAUSE_AFTER_FAILURE_MS = 1000;

    private final LongSupplier pass;
    private final Thread thread;
    private volatile boolean signalled;
    private volatile boolean closed;

    /**
     * @param pass one pass; returns how many ms to pause unless woken
     */
    Loop(String name, LongSupplier pass) {
        this.pass = pass;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** Begins the next pass now. Cheap when asked for already. */
    void wake() {
        if (!signalled) {
            signalled = true;
            LockSupport.unpark(thread);
        }
    }

    private void work() {
        while (!closed) {
            signalled = false;
            long pause = PAUSE_AFTER_FAILURE_MS;
            try {
                pause = pass.getAsLong();
            } catch (Throwable e) {
                LOG.warn("{} failed once and goes on", thread.getName(), e);
            }
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
            long rest;
            while (!signalled && !closed && (rest = end - System.nanoTime()) > 0) {
                LockSupport.parkNanos(this, rest);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        LockSupport.unpark(thread);
        thread.join();
    }
}
