package dev.gantry.engine;

import dev.gantry.spi.run.LogLine;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredLine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The logs of the runs in memory, on their way to the store. Thread-safe. */
final class RunLogs {
    private static final Logger LOG = LoggerFactory.getLogger(RunLogs.class);
    private static final int PAGE = 500;
    private static final long PATIENCE_MS = 2000;

    private final RunStore store;
    private final InstantSource clock;
    private final Set<RunLog> unwritten = ConcurrentHashMap.newKeySet();

    RunLogs(RunStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    RunLog open(LiveRun run) {
        return new RunLog(run.id(), run.recovered(), this);
    }

    long now() {
        return clock.millis();
    }

    /** Notes that a log has lines to write. */
    void written(RunLog log) {
        unwritten.add(log);
    }

    /** Writes what has come in. */
    void flush() {
        for (RunLog log : unwritten) {
            unwritten.remove(log);
            log.flush();
        }
    }

    /** The last position in a run's log in the store. */
    long last(long run) {
        long last = 0;
        List<StoredLine> lines;
        while (!(lines = store.lines(run, last, PAGE)).isEmpty()) {
            last = lines.getLast().seq();
        }
        return last;
    }

    /** Brings what a run has logged so far to the store, if it is in memory. */
    void settle(LiveRun run) {
        RunLog log = run == null ? null : run.logIfAny();
        if (log != null) {
            log.flush()
                    .copy()
                    .completeOnTimeout(null, PATIENCE_MS, TimeUnit.MILLISECONDS)
                    .exceptionally(failure -> null)
                    .join();
        }
    }

    /** Lines in the store. */
    List<LogLine> stored(long run, long afterSeq, int limit) {
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

    CompletableFuture<Void> append(List<StoredLine> lines) {
        return store.append(lines)
                .whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                LOG.warn(
                                        "{} lines of the log of run {} are lost: {}",
                                        lines.size(),
                                        RunIds.text(lines.getFirst().run()),
                                        failure.getMessage());
                            }
                        });
    }
}
