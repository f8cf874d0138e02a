package dev.gantry.engine;

import dev.gantry.spi.store.ClaimedRun;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/** Claimed runs whose rows are at hand, on their way into memory. Thread-safe. */
final class Arrivals {
    private final Queue<Arrival> queue = new ConcurrentLinkedQueue<>();

    /** Runs of one claim, and since when they were read. */
    private record Arrival(List<ClaimedRun> runs, LiveRuns.Reading since) {}

    /**
     * @param since closed when they are in
     */
    void add(List<ClaimedRun> runs, LiveRuns.Reading since) {
        queue.add(new Arrival(runs, since));
    }

    /** Hands over all that are there. */
    void take(BiConsumer<List<ClaimedRun>, LiveRuns.Reading> taker) {
        Arrival next;
        while ((next = queue.poll()) != null) {
            try (LiveRuns.Reading since = next.since()) {
                taker.accept(next.runs(), since);
            }
        }
    }
}
