package dev.gantry.engine;

import dev.gantry.spi.run.LogLine;
import dev.gantry.spi.store.RunStore;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads what runs logged, up to now. Thread-safe. */
final class LogReading {
    private static final long PATIENCE_MS = 2000;

    private final RunStore store;
    private final LiveRuns lives;

    LogReading(RunStore store, LiveRuns lives) {
        this.store = store;
        this.lives = lives;
    }

    List<LogLine> lines(String id, long afterSeq, int limit) {
        long number = RunIds.known(id);
        LiveRun live = lives.get(number);
        RunLog log = live == null ? null : live.logIfAny();
        if (log != null) {
            log.flush()
                    .copy()
                    .completeOnTimeout(null, PATIENCE_MS, TimeUnit.MILLISECONDS)
                    .exceptionally(failure -> null)
                    .join();
        }
        List<LogLine> lines =
                store.lines(number, afterSeq, limit).stream()
                        .map(
                                line ->
                                        new LogLine(
                                                line.seq(),
                                                Instant.ofEpochMilli(line.at()),
                                                line.level(),
                                                line.attempt(),
                                                line.message()))
                        .toList();
        if (lines.isEmpty() && live == null && store.find(number).isEmpty()) {
            throw RunIds.unknown(id);
        }
        return lines;
    }
}
