package dev.gantry.detection;

import dev.gantry.spi.check.Urgency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many inspections are under way at one time, by urgency: of P0 as many as there are, of P1 and
 * of P2 so many each; the others wait for their turn, in order. Guarded by the lock of the {@link
 * Roster}.
 */
final class Admission {

    /** So many of P0 have a thread of the system's, which gets its share of a busy processor. */
    private static final int AHEAD = 64;

    private final Map<Urgency, Integer> most = new EnumMap<>(Urgency.class);
    private final Map<Urgency, Integer> inside = new EnumMap<>(Urgency.class);
    private final Map<Urgency, Deque<Watched>> waiting = new EnumMap<>(Urgency.class);
    private final List<Watched> forced = new ArrayList<>();

    /**
     * How many may be under way.
     *
     * @param p1 of P1
     * @param p2 of P2
     */
    record Limits(int p1, int p2) {
        /** Enough for thousands of targets that do not answer. */
        static final Limits USUAL = new Limits(2000, 1000);
    }

    Admission(Limits limits) {
        most.put(Urgency.P0, Integer.MAX_VALUE);
        most.put(Urgency.P1, limits.p1());
        most.put(Urgency.P2, limits.p2());
        for (Urgency urgency : Urgency.values()) {
            inside.put(urgency, 0);
            waiting.put(urgency, new ArrayDeque<>());
        }
    }

    /** Has a check wait for its turn; {@link #admitted} tells when that has come. */
    void ask(Watched check) {
        check.waits = true;
        waiting.get(check.spec.pace().urgency()).add(check);
    }

    /** Has a check go first, whether there is room or not. */
    void force(Watched check) {
        check.waits = true;
        forced.add(check);
    }

    /** A check that waits does so no longer. */
    void withdraw(Watched check) {
        if (check.waits) {
            check.waits = false;
            waiting.get(check.spec.pace().urgency()).remove(check);
            forced.remove(check);
        }
    }

    /** Those whose turn it is, the most urgent first; each is inside until it {@link #leave}s. */
    List<Watched> admitted() {
        List<Watched> now = new ArrayList<>(forced);
        forced.clear();
        now.forEach(this::enter);
        for (Urgency urgency : Urgency.values()) {
            Deque<Watched> queue = waiting.get(urgency);
            while (!queue.isEmpty() && inside.get(urgency) < most.get(urgency)) {
                Watched check = queue.poll();
                enter(check);
                now.add(check);
            }
        }
        return now;
    }

    private void enter(Watched check) {
        check.waits = false;
        inside.merge(check.spec.pace().urgency(), 1, Integer::sum);
    }

    /** Whether an inspection that was just admitted gets a thread of the system's. */
    boolean ahead(Urgency urgency) {
        return urgency == Urgency.P0 && inside.get(urgency) <= AHEAD;
    }

    /** An inspection does not count any more. */
    void leave(Urgency urgency) {
        inside.merge(urgency, -1, Integer::sum);
    }

    /** How many are under way. */
    int inside(Urgency urgency) {
        return inside.get(urgency);
    }
}
