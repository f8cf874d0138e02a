package dev.gantry.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs whose task type no active plugin offers, by task type. A bounded number of them is kept;
 * beyond it they stay in the store, and it is remembered from where to read them again.
 * Thread-safe.
 */
final class BlockedRuns {
    private static final int KEPT = 10_000;

    private final Map<String, String> reasons = new ConcurrentHashMap<>();
    private final Map<String, Kept> kept = new HashMap<>();
    private final Room room = new Room(KEPT);

    /** What is known of one task type. */
    private static final class Kept {
        private final Set<LiveRun> runs = new LinkedHashSet<>();
        private Position elsewhere = Position.END;
    }

    /** What wakes. */
    record Released(Collection<LiveRun> runs, Position elsewhere) {}

    /** Where a run is that was to be put aside. */
    enum Place {
        /** In memory, until its task type is offered. */
        KEPT,
        /** In the store only: there is no room. */
        ELSEWHERE,
        /** Nowhere: its task type was offered in the meantime. */
        AWAKE
    }

    /** Why a task type is blocked, or {@code null} if it is not. */
    String reason(String task) {
        return reasons.isEmpty() ? null : reasons.get(task);
    }

    /** The task types that are blocked. */
    Set<String> tasks() {
        return reasons.keySet();
    }

    void reason(String task, String reason) {
        reasons.replace(task, reason);
    }

    /** Notes that nobody offers a task type. */
    void block(String task, String reason) {
        reasons.put(task, reason);
    }

    /** Puts a run of a blocked task type aside. */
    synchronized Place add(LiveRun run) {
        if (!reasons.containsKey(run.task())) {
            return Place.AWAKE;
        }
        Kept of = kept.computeIfAbsent(run.task(), task -> new Kept());
        if (room.full()) {
            of.elsewhere = of.elsewhere.min(Position.before(run.due(), run.id()));
            return Place.ELSEWHERE;
        }
        of.runs.add(run);
        room.add(run);
        return Place.KEPT;
    }

    /** Forgets a run that ended. */
    synchronized void remove(LiveRun run) {
        Kept of = kept.get(run.task());
        if (of != null && of.runs.remove(run)) {
            room.remove(run);
        }
    }

    /** The task type is offered again. */
    synchronized Released release(String task) {
        reasons.remove(task);
        Kept of = kept.remove(task);
        if (of == null) {
            return new Released(List.of(), Position.END);
        }
        of.runs.forEach(room::remove);
        return new Released(of.runs, of.elsewhere);
    }

    int size() {
        return room.size();
    }
}
