package dev.gantry.detection;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.timing.DueQueue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;

/**
 * The inspections that are under way, one for each check, and when to go further to end them.
 * Guarded by the lock of the {@link Roster}.
 */
final class Ongoing {
    private final Map<String, Inspection> running = new HashMap<>();
    private final DueQueue<String> deadlines = new DueQueue<>();
    private final Set<Inspection> spent = new HashSet<>();
    private final Admission admission;
    private final Condition ended;

    /**
     * @param ended signalled when one has ended
     */
    Ongoing(Admission admission, Condition ended) {
        this.admission = admission;
        this.ended = ended;
    }

    /** The one of a check, or {@code null}. */
    Inspection of(String check) {
        return running.get(check);
    }

    List<Inspection> all() {
        return List.copyOf(running.values());
    }

    Set<String> checks() {
        return Set.copyOf(running.keySet());
    }

    boolean none() {
        return running.isEmpty();
    }

    void add(Inspection inspection) {
        running.put(inspection.check(), inspection);
        deadlines.plan(inspection.check(), inspection.deadline());
    }

    /** Forgets one; false if that was done before. */
    boolean remove(Inspection inspection) {
        boolean there = running.remove(inspection.check(), inspection);
        if (there) {
            deadlines.cancel(inspection.check());
            if (!spent.remove(inspection)) {
                admission.leave(inspection.urgency());
            }
            ended.signalAll();
        }
        return there;
    }

    /** One that nobody waits for leaves its room to others. */
    void spend(Inspection inspection) {
        if (running.get(inspection.check()) == inspection && spent.add(inspection)) {
            admission.leave(inspection.urgency());
        }
    }

    /** Waits until none is under way; false if that took longer. */
    boolean await(Duration limit) {
        try {
            long left = limit.toNanos();
            while (!none() && left > 0) {
                left = ended.awaitNanos(left);
            }
            return none();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Those that it is time to end. */
    List<Inspection> late(Instant now) {
        return deadlines.take(now).stream().map(running::get).toList();
    }

    /** When the next one is late. */
    Optional<Instant> first() {
        return deadlines.first();
    }

    /** Sets when one is late next, if it is still under way, which is returned. */
    boolean late(Inspection inspection, Optional<Instant> next) {
        boolean there = running.get(inspection.check()) == inspection;
        next.filter(at -> there).ifPresent(at -> deadlines.plan(inspection.check(), at));
        return there;
    }

    /** Says that nobody wants the outcome of a check's inspection. */
    void dismiss(String check, String reason, Instant now) {
        Inspection there = running.get(check);
        if (there != null && !there.isUnwanted()) {
            there.unwanted(reason);
            deadlines.plan(check, now);
        }
    }

    /** Asks those to stop that a revision inspects which is taken away. */
    void revoke(RevisionRef revision, String reason, Instant now) {
        for (Inspection inspection : running.values()) {
            if (inspection.revoke(revision, reason)) {
                deadlines.plan(inspection.check(), now);
            }
        }
    }
}
