package dev.gantry.plugins.canary;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What both sides of a canary did in one step, by task type. Counted is the first attempt of each
 * run, if it started in this step: later attempts of the same run are no independent evidence, and
 * what started before ran beside other work. Not counted is what says nothing of the code: attempts
 * that a person cancelled, and those that were lost. Thread-safe.
 */
final class Tally {
    private final RevisionRef canary;
    private final RevisionRef control;
    private final Instant since;
    private final Map<String, Cell> canaries = new ConcurrentHashMap<>();
    private final Map<String, Cell> controls;

    Tally(RevisionRef canary, RevisionRef control, Instant since) {
        this(canary, control, since, new ConcurrentHashMap<>());
    }

    private Tally(
            RevisionRef canary, RevisionRef control, Instant since, Map<String, Cell> controls) {
        this.canary = canary;
        this.control = control;
        this.since = since;
        this.controls = controls;
    }

    /**
     * A new count from a later instant on.
     *
     * @param keep whether what the control did so far still counts
     */
    Tally afresh(Instant from, boolean keep) {
        return keep ? new Tally(canary, control, from, controls) : new Tally(canary, control, from);
    }

    void count(Event.AttemptFinished attempt) {
        if (attempt.attempt() != 1
                || attempt.startedAt().isBefore(since)
                || attempt.state() == Attempt.State.LOST
                || "cancelled".equals(attempt.errorType())) {
            return;
        }
        String sha256 = attempt.plugin().sha256();
        if (sha256.equals(canary.sha256())) {
            canaries.computeIfAbsent(attempt.task(), t -> new Cell()).add(attempt);
        } else if (sha256.equals(control.sha256())) {
            controls.computeIfAbsent(attempt.task(), t -> new Cell()).add(attempt);
        }
    }

    /** What was counted so far, by task type. */
    Map<String, Pair> seen() {
        Map<String, Pair> seen = new TreeMap<>();
        canaries.forEach((task, cell) -> seen.put(task, new Pair(cell.side(), Side.none())));
        controls.forEach(
                (task, cell) ->
                        seen.merge(
                                task,
                                new Pair(Side.none(), cell.side()),
                                (a, b) -> new Pair(a.canary(), b.control())));
        return seen;
    }

    /** One task type on both sides. */
    record Pair(Side canary, Side control) {
        /** Whether there is something to compare. */
        boolean comparable() {
            return canary.attempts() > 0 && control.attempts() > 0;
        }
    }

    /**
     * One side.
     *
     * @param times of the attempts that succeeded
     */
    record Side(long attempts, long failed, Times times) {
        static Side none() {
            return new Side(0, 0, new Times());
        }

        double share() {
            return (double) failed / attempts;
        }

        Side plus(Side other) {
            Times all = times.copy();
            all.add(other.times);
            return new Side(attempts + other.attempts, failed + other.failed, all);
        }
    }

    private static final class Cell {
        private final Times times = new Times();
        private long attempts;
        private long failed;

        synchronized void add(Event.AttemptFinished attempt) {
            attempts++;
            if (attempt.state() == Attempt.State.SUCCEEDED) {
                times.add(Duration.between(attempt.startedAt(), attempt.at()));
            } else {
                failed++;
            }
        }

        synchronized Side side() {
            return new Side(attempts, failed, times.copy());
        }
    }
}
