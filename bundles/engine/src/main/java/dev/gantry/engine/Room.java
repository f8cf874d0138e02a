package dev.gantry.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How much memory has for runs of one kind: so many, with so large parameters. Thread-safe. */
final class Room {
    static final long MAX_CHARS = 64L * 1024 * 1024;

    private final int maxRuns;
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicLong chars = new AtomicLong();

    Room(int maxRuns) {
        this.maxRuns = maxRuns;
    }

    void add(LiveRun run) {
        runs.incrementAndGet();
        chars.addAndGet(run.params().length());
    }

    void remove(LiveRun run) {
        runs.decrementAndGet();
        chars.addAndGet(-run.params().length());
    }

    int size() {
        return runs.get();
    }

    boolean full() {
        return full(1);
    }

    /** Whether it is full, where so many share what memory has. */
    boolean full(int parts) {
        return runs.get() >= Math.max(1, maxRuns / parts) || chars.get() >= MAX_CHARS / parts;
    }

    /** Whether it is worth while to read further runs. */
    boolean low() {
        return low(1);
    }

    /** Whether it is worth while to read further runs, where so many share what memory has. */
    boolean low(int parts) {
        return !full(2 * parts);
    }
}
