package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.StoredLine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** The log of one run: bounded, never in its writer's way. Thread-safe. */
final class RunLog {
    private static final long MAX_LINES = 10_000;
    private static final int MAX_LENGTH = 16_000;
    private static final long NOT_READ = -1;

    private final long run;
    private final RunLogs logs;
    private final ConcurrentLinkedQueue<Line> pending = new ConcurrentLinkedQueue<>();
    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final ReentrantLock flushing = new ReentrantLock();
    private volatile CompletableFuture<Void> lastAppend = CompletableFuture.completedFuture(null);
    private long seq;

    private record Line(long at, String level, int attempt, String message) {}

    /**
     * @param continued whether the store may have lines of it
     */
    RunLog(long run, boolean continued, RunLogs logs) {
        this.run = run;
        this.logs = logs;
        this.seq = continued ? NOT_READ : 0;
    }

    /** Adds a line; false if the log is full. */
    boolean add(String level, int attempt, String message) {
        if (lines.incrementAndGet() > MAX_LINES) {
            dropped.incrementAndGet();
            return false;
        }
        pending.add(new Line(logs.now(), level, attempt, message));
        logs.written(this);
        return true;
    }

    /** A message at the length that is kept. */
    static String cut(String message) {
        return message.length() <= MAX_LENGTH
                ? message
                : message.substring(0, MAX_LENGTH)
                        + "… ("
                        + (message.length() - MAX_LENGTH)
                        + " further characters were not kept)";
    }

    /**
     * Hands what has come in to the store.
     *
     * @return completes when all lines so far are on disk
     */
    CompletableFuture<Void> flush() {
        flushing.lock();
        try {
            if (pending.isEmpty()) {
                return lastAppend;
            }
            if (seq == NOT_READ) {
                try {
                    seq = logs.last(run);
                } catch (GantryException e) {
                    logs.written(this);
                    return CompletableFuture.failedFuture(e);
                }
                lines.addAndGet(seq);
            }
            List<StoredLine> batch = new ArrayList<>();
            Line line;
            while ((line = pending.poll()) != null) {
                batch.add(
                        new StoredLine(
                                run,
                                ++seq,
                                line.at(),
                                line.level(),
                                line.attempt(),
                                line.message()));
            }
            lastAppend = logs.append(batch);
            return lastAppend;
        } finally {
            flushing.unlock();
        }
    }

    /** An attempt is over: writes what has come in, and says how much was not kept. */
    void close(int attempt) {
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            pending.add(
                    new Line(
                            logs.now(),
                            "warn",
                            attempt,
                            lost
                                    + " further lines were not kept; a run's log holds "
                                    + MAX_LINES
                                    + " lines"));
        }
        flush();
    }
}
