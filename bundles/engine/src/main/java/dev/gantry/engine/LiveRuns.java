package dev.gantry.engine;

import dev.gantry.spi.run.Run;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The open runs in memory, who waits for them, and how many are open in all. Thread-safe. */
final class LiveRuns {
    private final ConcurrentHashMap<Long, LiveRun> runs = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, CompletableFuture<Run>> waiters =
            new ConcurrentHashMap<>();
    private final AtomicLong open = new AtomicLong();
    private final List<Reading> readings = new CopyOnWriteArrayList<>();

    LiveRun get(long id) {
        return runs.get(id);
    }

    Collection<LiveRun> all() {
        return runs.values();
    }

    int size() {
        return runs.size();
    }

    /** Open runs, in memory or not. */
    AtomicLong open() {
        return open;
    }

    /** Adds a run that is about to be stored: a reader of the store shall leave it alone. */
    void add(LiveRun run) {
        runs.put(run.id(), run);
    }

    /** Puts a run in the place of another one; false if that is not there any more. */
    boolean replace(LiveRun old, LiveRun fresh) {
        return runs.replace(old.id(), old, fresh);
    }

    /** From here on it is noted which runs leave, until what is returned is closed. */
    Reading reading() {
        Reading reading = new Reading();
        readings.add(reading);
        return reading;
    }

    /** Since when rows were read from the store that shall come into memory. */
    final class Reading implements AutoCloseable {
        private final Set<Long> left = ConcurrentHashMap.newKeySet();

        /**
         * Adds a run that was read since.
         *
         * @return false if it is in memory, or was and left since
         */
        boolean adopt(LiveRun run) {
            if (runs.containsKey(run.id()) || left.contains(run.id())) {
                return false;
            }
            return runs.putIfAbsent(run.id(), run) == null;
        }

        @Override
        public void close() {
            readings.remove(this);
        }
    }

    /** Notes that a run is not what a reader of the store may have read. */
    void outdated(long id) {
        for (Reading reading : readings) {
            reading.left.add(id);
        }
    }

    /** Removes a run whose change is committed. */
    void remove(LiveRun run) {
        outdated(run.id());
        runs.remove(run.id(), run);
    }

    CompletableFuture<Run> waiter(long id) {
        return waiters.computeIfAbsent(id, key -> new CompletableFuture<>());
    }

    CompletableFuture<Run> takeWaiter(long id) {
        return waiters.isEmpty() ? null : waiters.remove(id);
    }

    /** Runs that somebody waits for and that are not in memory. */
    Set<Long> waitedElsewhere() {
        if (waiters.isEmpty()) {
            return Set.of();
        }
        return waiters.keySet().stream()
                .filter(id -> !runs.containsKey(id))
                .collect(Collectors.toSet());
    }

    Collection<CompletableFuture<Run>> waiters() {
        return waiters.values();
    }
}
