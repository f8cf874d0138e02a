package dev.gantry.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Runs that are due soon, by due time; each has a lane. Thread-safe. */
final class Timeline {
    private final TreeSet<LiveRun> runs =
            new TreeSet<>(Comparator.comparingLong(LiveRun::due).thenComparingLong(LiveRun::id));

    /**
     * Adds a run, unless it does not wait any more; it takes the place of one that was withdrawn.
     */
    synchronized void add(LiveRun run) {
        LiveRun there = runs.floor(run);
        if (there != null && there.id() == run.id() && there.withdrawn()) {
            remove(there);
        }
        if (run.waiting() && runs.add(run)) {
            run.standing().window().later().add(run);
        }
    }

    /** Forgets this very run; false if it is not here. */
    synchronized boolean remove(LiveRun run) {
        boolean there = Flow.remove(runs, run);
        if (there) {
            run.standing().window().later().remove(run);
        }
        return there;
    }

    /** Removes and returns what is due. */
    synchronized List<LiveRun> due(long now) {
        List<LiveRun> due = new ArrayList<>();
        while (!runs.isEmpty() && runs.first().due() <= now) {
            LiveRun run = runs.pollFirst();
            run.standing().window().later().remove(run);
            due.add(run);
        }
        return due;
    }

    /** When the next run is due, in ms since 1970; the largest number if there is none. */
    synchronized long next() {
        return runs.isEmpty() ? Long.MAX_VALUE : runs.first().due();
    }

    synchronized int size() {
        return runs.size();
    }
}
