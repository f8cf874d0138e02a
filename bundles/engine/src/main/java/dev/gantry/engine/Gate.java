package dev.gantry.engine;

import dev.gantry.spi.run.Concurrency;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets at most so many attempts run at one time. What is beyond waits here: a bounded number of
 * runs in memory, shared among their lanes; of the others it is remembered from where to read them.
 * Tenants share the places here as they share slots, by start tags of this gate: what they start
 * elsewhere does not count. Guarded by the queue, except where volatile fields are read.
 */
sealed class Gate permits RateGate, KeyGate, BreakerGate {
    private final String what;
    private final Map<Flow, TreeSet<LiveRun>> held = new HashMap<>();
    private final Map<LaneWindow, Position> elsewhere = new ConcurrentHashMap<>();

    /** Of each lane that waits here, in memory or not. */
    private final Map<LaneWindow, Room> rooms = new ConcurrentHashMap<>();

    private final Turns turns = new Turns();
    private final Map<Flow, Double> tags = new HashMap<>();
    private final double[] virtual = new double[Turns.CLASSES];
    private volatile int waiting;
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

    /** Whether no attempt of a run may begin that has such a key, or none. */
    boolean full(Concurrency own) {
        return full();
    }

    /** Why runs wait, or {@code null} if none has to. */
    String reason() {
        return reason(limit);
    }

    /** Why runs wait where so many may run at one time. */
    final String reason(int most) {
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

    /** What was let in is about to leave, and has not started. */
    void unstarted() {}

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
        LaneWindow window = run.standing().window();
        if (spills(window, Position.before(run.due(), run.id()), parts)) {
            return false;
        }
        if (!waits()) {
            tags.clear();
        }
        held.computeIfAbsent(flow, its -> new TreeSet<>(Flow.ORDER)).add(run);
        room(window).add(run);
        waiting++;
        turns.add(run.spec().sla().ordinal());
        return true;
    }

    /** Whether a run has to stay in the store, which is noted. */
    boolean spills(LaneWindow window, Position before, int parts) {
        if (!elsewhere.containsKey(window) && !crowded(window, parts)) {
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
        LaneWindow window = run.standing().window();
        room(window).remove(run);
        drop(window);
        waiting--;
        turns.remove(run.spec().sla().ordinal());
        return true;
    }

    private Room room(LaneWindow window) {
        return rooms.computeIfAbsent(window, its -> new Room(Backlog.WINDOW));
    }

    private void drop(LaneWindow window) {
        if (room(window).size() == 0 && !elsewhere.containsKey(window)) {
            rooms.remove(window);
        }
    }

    /** Among how many lanes of all gates the room in memory is divided. */
    private int shares(int parts) {
        return (int) Math.min(Backlog.WINDOW, (long) parts * rooms.size());
    }

    /** Whether a lane has its share of the room in memory. */
    boolean crowded(LaneWindow window, int parts) {
        Room room = rooms.get(window);
        return room != null && room.full(shares(parts));
    }

    /** Whether it is time to read what stayed in the store. */
    boolean wanting(int parts) {
        for (LaneWindow window : elsewhere.keySet()) {
            if (wanting(window, parts)) {
                return true;
            }
        }
        return false;
    }

    private boolean wanting(LaneWindow window, int parts) {
        Room room = rooms.get(window);
        return room == null || room.low(shares(parts));
    }

    /**
     * From where to read of each lane that has room; from here on it is noted anew what of it stays
     * in the store.
     */
    Map<LaneWindow, Position> read(int parts) {
        Map<LaneWindow, Position> from = new HashMap<>(elsewhere);
        from.keySet().removeIf(window -> !wanting(window, parts));
        elsewhere.keySet().removeAll(from.keySet());
        from.keySet().forEach(this::drop);
        return from;
    }

    /** Notes that runs of a lane were not read from here on. */
    void unread(LaneWindow window, Position from) {
        room(window);
        elsewhere.merge(window, from, Position::min);
    }

    /** Runs that wait in memory. */
    int waiting() {
        return waiting;
    }

    /** Whether further ones wait in the store. */
    boolean more() {
        return !elsewhere.isEmpty();
    }
}
