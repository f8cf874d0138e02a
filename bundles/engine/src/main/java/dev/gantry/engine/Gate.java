package dev.gantry.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets at most so many attempts run at one time. What is beyond waits here: a bounded number of
 * runs in memory; of the others it is remembered from where to read them. Tenants share the places
 * here as they share slots, by start tags of this gate: what they start elsewhere does not count.
 * Guarded by the queue, except where volatile fields are read.
 */
sealed class Gate permits RateGate, KeyGate, BreakerGate {
    private final String what;
    private final Map<Flow, TreeSet<LiveRun>> held = new HashMap<>();
    private final Map<LaneWindow, Position> elsewhere = new ConcurrentHashMap<>();
    private final Room room = new Room(Backlog.WINDOW);
    private final Turns turns = new Turns();
    private final Map<Flow, Double> tags = new HashMap<>();
    private final double[] virtual = new double[Turns.CLASSES];
    private volatile int running;
    private volatile int limit;

    /**
     * @param what it is for, as a person calls it
     */
    Gate(String what) {
        this.what = what;
    }

    /** Sets how many attempts may run at one time; 0 for any number. */
    void limit(int attempts) {
        limit = attempts;
    }

    /** Whether no further attempt may begin. */
    boolean full() {
        int most = limit;
        return most > 0 && running >= most;
    }

    /** Why runs wait, or {@code null} if none has to. */
    String reason() {
        int most = limit;
        return most == 0 || running < most
                ? null
                : what + " is at its limit of " + most + (most == 1 ? " attempt" : " attempts");
    }

    /** Whose turn it is of those that wait here in memory. */
    Turns turns() {
        return turns;
    }

    /** Attempts that have a place. */
    int running() {
        return running;
    }

    /** Whether it opens with time, not only when a place is given back. */
    boolean timed() {
        return false;
    }

    /** Whether a run that waits for other runs gives its place here to others. */
    boolean given() {
        return true;
    }

    void enter() {
        running++;
    }

    void leave() {
        running--;
    }

    /** Whether runs wait here, in memory or not. */
    boolean waits() {
        return !held.isEmpty() || !elsewhere.isEmpty();
    }

    /** Whether one that waits in memory may go on, or may when some time has passed. */
    boolean ready() {
        return !held.isEmpty() && (timed() || !full());
    }

    /** A run that has a place here starts. */
    void started(Flow flow, int sla) {
        turns.started(sla);
        if (waits()) {
            virtual[sla] = tag(flow, sla);
            tags.put(flow, virtual[sla] + 1.0 / flow.tenant().quota().weight());
        }
    }

    private double tag(Flow flow, int sla) {
        return Math.max(tags.getOrDefault(flow, 0.0), virtual[sla]);
    }

    /** The best of those that wait, of a class; {@code null} if there is none. */
    LiveRun best(int sla) {
        LiveRun best = null;
        double bestTag = 0;
        for (Map.Entry<Flow, TreeSet<LiveRun>> one : held.entrySet()) {
            Flow flow = one.getKey();
            LiveRun run = one.getValue().first();
            if (run.spec().sla().ordinal() != sla || flow.tenant().full()) {
                continue;
            }
            double tag = tag(flow, sla);
            if (best == null
                    || tag < bestTag
                    || tag == bestTag && Flow.ORDER.compare(run, best) < 0) {
                best = run;
                bestTag = tag;
            }
        }
        return best;
    }

    /**
     * Lets a run wait.
     *
     * @param parts among how many gates the room in memory is divided
     * @return false if there is no room: it goes on in the store only
     */
    boolean hold(Flow flow, LiveRun run, int parts) {
        if (spills(run.standing().window(), Position.before(run.due(), run.id()), parts)) {
            return false;
        }
        if (!waits()) {
            tags.clear();
        }
        held.computeIfAbsent(flow, its -> new TreeSet<>(Flow.ORDER)).add(run);
        room.add(run);
        turns.add(run.spec().sla().ordinal());
        return true;
    }

    /** Whether a run has to stay in the store, which is noted. */
    boolean spills(LaneWindow window, Position before, int parts) {
        if (!elsewhere.containsKey(window) && !room.full(parts)) {
            return false;
        }
        unread(window, before);
        return true;
    }

    /** Takes a run out that waits; false if it does not wait here. */
    boolean take(Flow flow, LiveRun run) {
        TreeSet<LiveRun> its = held.get(flow);
        if (its == null || !Flow.remove(its, run)) {
            return false;
        }
        if (its.isEmpty()) {
            held.remove(flow);
        }
        room.remove(run);
        turns.remove(run.spec().sla().ordinal());
        return true;
    }

    boolean crowded(int parts) {
        return room.full(parts);
    }

    /** Whether it is time to read what stayed in the store. */
    boolean wanting(int parts) {
        return !elsewhere.isEmpty() && room.low(parts);
    }

    /** From where to read of each lane; from here on it is noted anew what stays in the store. */
    Map<LaneWindow, Position> read() {
        Map<LaneWindow, Position> from = Map.copyOf(elsewhere);
        elsewhere.clear();
        return from;
    }

    /** Notes that runs of a lane were not read from here on. */
    void unread(LaneWindow window, Position from) {
        elsewhere.merge(window, from, Position::min);
    }

    /** Runs that wait in memory. */
    int waiting() {
        return room.size();
    }

    /** Whether further ones wait in the store. */
    boolean more() {
        return !elsewhere.isEmpty();
    }
}
