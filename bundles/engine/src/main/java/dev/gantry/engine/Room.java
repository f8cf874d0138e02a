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
        return runs.get() >= maxRuns || chars.get() >= MAX_CHARS;
    }

    /** Whether it is worth while to read further runs. */
    boolean low() {
        return runs.get() < maxRuns / 2 && chars.get() < MAX_CHARS / 2;
    }
}
