package dev.gantry.engine;

import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.StoredRun;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs that are due and that a pause holds back. A bounded number of them is kept; beyond it they
 * stay in the store, and it is remembered from where to read them again. Thread-safe.
 */
final class ParkedRuns {
    private static final int KEPT = 10_000;

    private final Pauses pauses;
    private final Set<LiveRun> runs = new LinkedHashSet<>();
    private final Room room = new Room(KEPT);
    private Position elsewhere = Position.END;

    ParkedRuns(Pauses pauses) {
        this.pauses = pauses;
    }

    Pauses pauses() {
        return pauses;
    }

    /** Puts a run aside, unless nothing holds it back any more. */
    synchronized BlockedRuns.Place add(LiveRun run) {
        if (pauses.of(run) == null) {
            return BlockedRuns.Place.AWAKE;
        }
        if (room.full()) {
            elsewhere = elsewhere.min(Position.before(run.due(), run.id()));
            return BlockedRuns.Place.ELSEWHERE;
        }
        if (runs.add(run)) {
            room.add(run);
        }
        return BlockedRuns.Place.KEPT;
    }

    /** Whether a due run that is read from the store has to stay there. */
    boolean spills(StoredRun run, SlaClass sla) {
        if (pauses.of(run.task(), run.tenant(), sla, run.id()) == null) {
            return false;
        }
        synchronized (this) {
            if (!room.full() || pauses.of(run.task(), run.tenant(), sla, run.id()) == null) {
                return false;
            }
            elsewhere = elsewhere.min(Position.before(run.due(), run.id()));
            return true;
        }
    }

    /** Forgets a run; false if it is not here. */
    synchronized boolean remove(LiveRun run) {
        if (!runs.remove(run)) {
            return false;
        }
        room.remove(run);
        return true;
    }

    /** Those that nothing holds back any more. */
    synchronized BlockedRuns.Released release() {
        List<LiveRun> free = new ArrayList<>();
        for (Iterator<LiveRun> each = runs.iterator(); each.hasNext(); ) {
            LiveRun run = each.next();
            if (pauses.of(run) == null) {
                each.remove();
                room.remove(run);
                free.add(run);
            }
        }
        Position from = elsewhere;
        elsewhere = Position.END;
        return new BlockedRuns.Released(free, from);
    }

    int size() {
        return room.size();
    }
}
