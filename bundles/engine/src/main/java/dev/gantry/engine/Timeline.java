package dev.gantry.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Runs that are due soon, by due time. Thread-safe. */
final class Timeline {
    private final PriorityQueue<LiveRun> runs =
            new PriorityQueue<>(
                    Comparator.comparingLong(LiveRun::due).thenComparingLong(LiveRun::id));

    /** Adds a run; true if it is now the next one. */
    synchronized boolean add(LiveRun run) {
        runs.add(run);
        return runs.peek() == run;
    }

    /** Removes and returns what is due. */
    synchronized List<LiveRun> due(long now) {
        List<LiveRun> due = new ArrayList<>();
        while (!runs.isEmpty() && runs.peek().due() <= now) {
            due.add(runs.poll());
        }
        return due;
    }

    /** When the next run is due, in ms since 1970; the largest number if there is none. */
    synchronized long next() {
        return runs.isEmpty() ? Long.MAX_VALUE : runs.peek().due();
    }

    synchronized int size() {
        return runs.size();
    }
}
