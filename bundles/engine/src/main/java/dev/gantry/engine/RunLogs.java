package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.LogLine;
import dev.gantry.spi.store.RunLogStore;
import dev.gantry.spi.store.StoredLine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The logs of runs on their way to the files: written in batches by a thread of their own, and at
 * once when somebody reads them. What cannot be written now stays in memory, up to a limit, and is
 * written when it can. Thread-safe.
 */
final class RunLogs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunLogs.class);
    private static final int BATCH = 20_000;
    private static final long BATCH_CHARS = 8L << 20;
    private static final long MAX_UNWRITTEN_CHARS = 64L << 20;
    private static final long WRITE_MS = 20;
    private static final long AGAIN_MS = 1000;
    private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final RunLogStore store;
    private final InstantSource clock;
    private final LogLimits limits;
    private final Secrets secrets;
    private final Map<Long, RunLog> unwritten = new ConcurrentHashMap<>();
    private final AtomicLong unwrittenChars = new AtomicLong();
    private final AtomicBoolean resting = new AtomicBoolean();
    private final ReentrantLock writing = new ReentrantLock();
    private final Loop loop = new Loop("engine-logs", this::pass);
    private boolean refused;
    private boolean unforced;
    private long forced = System.nanoTime();

    RunLogs(RunLogStore store, InstantSource clock, LogLimits limits, Secrets secrets) {
        this.store = store;
        this.clock = clock;
        this.limits = limits;
        this.secrets = secrets;
    }

    void start() {
        loop.start();
    }

    RunLog open(LiveRun run) {
        RunLog before = unwritten.get(run.id());
        return before == null ? new RunLog(run.id(), run.recovered(), limits, this) : before;
    }

    Secrets secrets() {
        return secrets;
    }

    long now() {
        return clock.millis();
    }

    /** Whether so much waits to be written that no more is taken. */
    boolean full() {
        return unwrittenChars.get() > MAX_UNWRITTEN_CHARS;
    }

    /** Notes that a log has a line to write. */
    void written(RunLog log, int chars) {
        unwrittenChars.addAndGet(chars);
        unwritten.put(log.run(), log);
        if (resting.get() && resting.compareAndSet(true, false)) {
            loop.wake();
        }
    }

    private long pass() {
        flush();
        if (unforced && System.nanoTime() - forced > FORCE_NANOS) {
            force();
        }
        if (refused) {
            return AGAIN_MS;
        }
        resting.set(true);
        if (!unwritten.isEmpty() && resting.compareAndSet(true, false)) {
            return WRITE_MS;
        }
        return unforced ? AGAIN_MS : TimeUnit.NANOSECONDS.toMillis(FORCE_NANOS);
    }

    /** Writes what has come in. */
    void flush() {
        writing.lock();
        try {
            List<RunLog> logs = new ArrayList<>();
            List<StoredLine> batch = new ArrayList<>();
            long chars = 0;
            for (RunLog log : List.copyOf(unwritten.values())) {
                unwritten.remove(log.run(), log);
                logs.add(log);
                for (StoredLine line : log.drain(BATCH)) {
                    batch.add(line);
                    chars += line.message().length();
                }
                if (batch.size() >= BATCH || chars >= BATCH_CHARS) {
                    write(batch, logs);
                    batch = new ArrayList<>();
                    logs = new ArrayList<>();
                    chars = 0;
                }
            }
            write(batch, logs);
        } finally {
            writing.unlock();
        }
    }

    private void write(List<StoredLine> batch, List<RunLog> logs) {
        try {
            if (!batch.isEmpty()) {
                store.append(batch);
                unforced = true;
            }
            if (refused) {
                refused = false;
                LOG.info("Logs of runs are written again; what had come in meanwhile is kept");
            }
            long chars = 0;
            for (RunLog log : logs) {
                chars += log.kept();
            }
            unwrittenChars.addAndGet(-chars);
        } catch (GantryException e) {
            if (!refused) {
                refused = true;
                LOG.warn("{}", e.getMessage());
            }
        }
        for (RunLog log : logs) {
            if (!log.isEmpty()) {
                unwritten.put(log.run(), log);
            }
        }
    }

    /** How much is kept of a run; asked under the lock of writing. */
    RunLogStore.Extent extent(long run) {
        return store.extent(run);
    }

    private void force() {
        forced = System.nanoTime();
        unforced = false;
        try {
            store.force();
        } catch (GantryException e) {
            unforced = true;
            LOG.warn("{}", e.getMessage());
        }
    }

    /** Lines of a run, those that wait to be written included. */
    List<LogLine> lines(long run, long afterSeq, int limit) {
        writing.lock();
        try {
            RunLog log = unwritten.remove(run);
            if (log != null) {
                write(log.drain(Integer.MAX_VALUE), List.of(log));
            }
        } finally {
            writing.unlock();
        }
        return store.lines(run, afterSeq, limit).stream()
                .map(
                        line ->
                                new LogLine(
                                        line.seq(),
                                        Instant.ofEpochMilli(line.at()),
                                        line.level(),
                                        line.attempt(),
                                        line.message()))
                .toList();
    }

    /** Brings all to the disk. */
    @Override
    public void close() throws InterruptedException {
        loop.close();
        flush();
        force();
    }
}
