package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.RunLogStore;
import dev.gantry.spi.store.StoredLine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The log of one run: bounded, never in its writer's way. Thread-safe. */
final class RunLog {
    private static final int MAX_LENGTH = 16_000;
    private static final int LINE_BYTES = 120;
    private static final long NOT_READ = -1;

    private final long run;
    private final LogLimits limits;
    private final RunLogs logs;
    private final ConcurrentLinkedQueue<Line> pending = new ConcurrentLinkedQueue<>();
    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean full = new AtomicBoolean();
    private List<StoredLine> drained = List.of();
    private long seq;

    private record Line(long at, String level, int attempt, String message) {}

    /**
     * @param continued whether there may be lines of it already
     */
    RunLog(long run, boolean continued, LogLimits limits, RunLogs logs) {
        this.run = run;
        this.limits = limits;
        this.logs = logs;
        this.seq = continued ? NOT_READ : 0;
    }

    long run() {
        return run;
    }

    /** Adds a line; false if the log is full. */
    boolean add(String level, int attempt, String message) {
        boolean kept =
                lines.incrementAndGet() <= limits.lines()
                        && bytes.addAndGet(size(message) + LINE_BYTES) <= limits.bytes();
        if (!kept) {
            dropped.incrementAndGet();
            if (full.compareAndSet(false, true)) {
                put("warn", attempt, "further lines are not kept: " + bound());
            }
            return false;
        }
        if (logs.full()) {
            dropped.incrementAndGet();
            return false;
        }
        put(level, attempt, message);
        return true;
    }

    /** How many bytes it has on disk, as UTF-8 in JSON. */
    private static int size(String message) {
        int bytes = message.length();
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            if (c >= 0x80) {
                // each half of a character beyond U+FFFF counts for half of its four bytes
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            } else if (c < 0x20) {
                bytes += c == '\n' || c == '\r' || c == '\t' ? 1 : 5;
            } else if (c == '"' || c == '\\') {
                bytes++;
            }
        }
        return bytes;
    }

    private String bound() {
        return "a run's log holds "
                + limits.lines()
                + " lines and "
                + limits.bytes()
                + " bytes (gantry.engine.log.lines, gantry.engine.log.bytes)";
    }

    private void put(String level, int attempt, String message) {
        pending.add(new Line(logs.now(), level, attempt, message));
        logs.written(this, message.length());
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

    /** What is to be written next: what came in, or once more what could not be. */
    List<StoredLine> drain(int limit) {
        if (!drained.isEmpty()) {
            return drained;
        }
        if (pending.isEmpty() || seq == NOT_READ && !takeUp()) {
            return List.of();
        }
        List<StoredLine> batch = new ArrayList<>();
        Line line;
        while (batch.size() < limit && (line = pending.poll()) != null) {
            batch.add(
                    new StoredLine(
                            run, ++seq, line.at(), line.level(), line.attempt(), line.message()));
        }
        drained = batch;
        return batch;
    }

    private boolean takeUp() {
        try {
            RunLogStore.Extent extent = logs.extent(run);
            seq = extent.last();
            lines.addAndGet(extent.last());
            bytes.addAndGet(extent.bytes());
            return true;
        } catch (GantryException e) {
            return false;
        }
    }

    /**
     * What was drained is kept.
     *
     * @return how many characters it had
     */
    long kept() {
        long chars = 0;
        for (StoredLine line : drained) {
            chars += line.message().length();
        }
        drained = List.of();
        return chars;
    }

    boolean isEmpty() {
        return drained.isEmpty() && pending.isEmpty();
    }

    /** An attempt is over: says how much was not kept. */
    void close(int attempt) {
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            put("warn", attempt, lost + " further lines of this attempt were not kept: " + bound());
        }
    }
}
