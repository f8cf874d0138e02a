package dev.gantry.engine;

import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.LogLine;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredRun;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What callers ask of one run, as it is now: in memory while it is open, else stored. Thread-safe.
 */
final class Reading {
    private final RunStore store;
    private final LiveRuns lives;
    private final RunViews views;
    private final RunLogs logs;
    private volatile boolean stops;

    Reading(RunStore store, LiveRuns lives, RunViews views, RunLogs logs) {
        this.store = store;
        this.lives = lives;
        this.views = views;
        this.logs = logs;
    }

    Optional<Run> find(String id) {
        long number = RunIds.parse(id);
        return number < 0 ? Optional.empty() : find(number, Secrets.Large.SHOWN);
    }

    /**
     * The same by its number.
     *
     * @param large what is shown of what of it is large
     */
    Optional<Run> find(long run, Secrets.Large large) {
        LiveRun live = lives.get(run);
        return live == null
                ? store.find(run).map(row -> views.stored(row, large))
                : Optional.of(views.live(live, large));
    }

    Map<Long, Instant> ended(List<Long> runs) {
        Map<Long, Long> there = store.ends(runs);
        Map<Long, Instant> ended = new HashMap<>();
        for (long run : runs) {
            Long end = there.get(run);
            if (end == null) {
                ended.put(run, Instant.EPOCH);
            } else if (end != 0) {
                ended.put(run, Instant.ofEpochMilli(end));
            }
        }
        return ended;
    }

    /** Completes with the run once it is finished. */
    CompletableFuture<Run> whenFinished(String id) {
        long number = RunIds.parse(id);
        if (number < 0) {
            return CompletableFuture.failedFuture(RunIds.unknown(id));
        }
        CompletableFuture<Run> waiter = lives.waiter(number);
        LiveRun live = lives.get(number);
        if (live == null || live.end() != null) {
            try {
                Optional<StoredRun> row = store.find(number);
                if (row.isEmpty()) {
                    lives.takeWaiter(number);
                    waiter.completeExceptionally(RunIds.unknown(id));
                } else if (row.get().state() == StoredRun.FINISHED) {
                    lives.takeWaiter(number);
                    waiter.complete(views.stored(row.get()));
                }
            } catch (GantryException e) {
                lives.takeWaiter(number);
                waiter.completeExceptionally(e);
            }
        }
        if (stops && !waiter.isDone()) {
            waiter.completeExceptionally(unavailable());
        }
        return waiter;
    }

    /** From here on, nobody begins to wait. */
    void stops() {
        stops = true;
    }

    /** Nothing ends any more: who still waits is told so. */
    void stopped() {
        lives.waiters().forEach(waiter -> waiter.completeExceptionally(unavailable()));
    }

    private static GantryException unavailable() {
        return new GantryException(
                GantryException.Code.UNAVAILABLE,
                "Gantry stops; the run goes on at its next start, ask again then");
    }

    List<Attempt> attempts(String id) {
        long number = RunIds.known(id);
        LiveRun live = lives.get(number);
        RunningAttempt running = live == null ? null : live.attempt();
        StoredRun row = store.find(number).orElseThrow(() -> RunIds.unknown(id));
        return views.attempts(row, store.attempts(number), running);
    }

    List<LogLine> logs(String id, long afterSeq, int limit) {
        long number = RunIds.known(id);
        LiveRun live = lives.get(number);
        List<LogLine> lines = logs.lines(number, afterSeq, limit);
        if (lines.isEmpty() && live == null && store.find(number).isEmpty()) {
            throw RunIds.unknown(id);
        }
        return lines;
    }
}
