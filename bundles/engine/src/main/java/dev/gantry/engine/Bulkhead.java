package dev.gantry.engine;

import java.util.Comparator;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The attempts of one plugin: how many run, how many may, and which due runs wait until one ends. A
 * bounded number of these is kept; the rest stays in the store, and it is remembered from where to
 * read them. Thread-safe, calls nobody.
 */
final class Bulkhead {
    private static final Comparator<LiveRun> ORDER =
            Comparator.<LiveRun>comparingInt(run -> ReadyQueue.lane(run.spec()))
                    .thenComparingLong(LiveRun::due)
                    .thenComparingLong(LiveRun::id);

    private final String plugin;
    private final AtomicInteger running = new AtomicInteger();
    private final ConcurrentSkipListSet<LiveRun> held = new ConcurrentSkipListSet<>(ORDER);
    private final Room room = new Room(Backlog.WINDOW);
    private volatile int limit;
    private volatile Position elsewhere = Position.END;

    Bulkhead(String plugin) {
        this.plugin = plugin;
    }

    /** Sets how many attempts may run at one time; 0 for any number. */
    void limit(int attempts) {
        limit = attempts;
    }

    int running() {
        return running.get();
    }

    /** Whether it may make runs wait, or some still do. */
    boolean matters() {
        return limit > 0 || !held.isEmpty() || elsewhere != Position.END;
    }

    /** Why runs wait, or {@code null} if none has to. */
    String reason() {
        int most = limit;
        if (most == 0 || running.get() < most) {
            return null;
        }
        return "plugin "
                + plugin
                + " is at its limit of "
                + most
                + (most == 1 ? " attempt" : " attempts");
    }

    /** Takes a place for a run, if there is one and no other run waits for it. */
    boolean enter(LiveRun run) {
        return held.isEmpty() && occupy(run);
    }

    /** Takes a place for a run that had one before, ahead of those that wait. */
    boolean again(LiveRun run) {
        return occupy(run);
    }

    private boolean occupy(LiveRun run) {
        int now;
        do {
            now = running.get();
            int most = limit;
            if (most > 0 && now >= most) {
                return false;
            }
        } while (!running.compareAndSet(now, now + 1));
        run.bulkhead(this);
        return true;
    }

    /** Gives a place back. */
    void leave() {
        running.decrementAndGet();
    }

    /**
     * Where the best of the waiting runs stands among all; the largest number if none may go on.
     */
    int lane() {
        if (crowded()) {
            return Integer.MAX_VALUE;
        }
        var best = held.isEmpty() ? null : held.iterator();
        return best != null && best.hasNext()
                ? ReadyQueue.lane(best.next().spec())
                : Integer.MAX_VALUE;
    }

    /** Takes the best of the waiting runs out, with a place; {@code null} if none may go on. */
    LiveRun resume() {
        LiveRun run;
        while ((run = held.pollFirst()) != null) {
            room.remove(run);
            if (occupy(run)) {
                return run;
            }
            keep(run);
            if (crowded()) {
                break;
            }
        }
        return null;
    }

    private boolean crowded() {
        int most = limit;
        return most > 0 && running.get() >= most;
    }

    private void keep(LiveRun run) {
        if (held.add(run)) {
            room.add(run);
        }
    }

    /**
     * Lets a run wait.
     *
     * @param parts among how many bulkheads the room in memory is divided
     * @return false if there is no room: it goes on in the store only
     */
    synchronized boolean hold(LiveRun run, int parts) {
        if (elsewhere != Position.END || full(parts)) {
            elsewhere = elsewhere.min(Position.before(run.due(), run.id()));
            return false;
        }
        keep(run);
        return true;
    }

    /** Whether a run that is read from the store has to stay there. */
    boolean spills(Position before, int parts) {
        if (limit == 0 && elsewhere == Position.END) {
            return false;
        }
        synchronized (this) {
            if (elsewhere == Position.END && !full(parts)) {
                return false;
            }
            elsewhere = elsewhere.min(before);
            return true;
        }
    }

    boolean full(int parts) {
        return room.full(parts);
    }

    /** Whether it is time to read what stayed in the store. */
    boolean wanting(int parts) {
        return elsewhere != Position.END && room.low(parts);
    }

    /** From where to read; from here on it is noted anew what stays in the store. */
    synchronized Position read() {
        Position from = elsewhere;
        elsewhere = Position.END;
        return from;
    }

    /** Notes that runs from here on were not read. */
    synchronized void unread(Position from) {
        elsewhere = elsewhere.min(from);
    }

    /** Forgets a run that ended. */
    void forget(LiveRun run) {
        if (held.remove(run)) {
            room.remove(run);
        }
    }

    /** Runs that wait in memory. */
    int waiting() {
        return room.size();
    }

    /** Whether further ones wait in the store. */
    boolean more() {
        return elsewhere != Position.END;
    }

    /** When the oldest of the waiting runs became due, in ms since 1970; the largest for none. */
    long oldestDue() {
        long oldest = Long.MAX_VALUE;
        for (LiveRun run : held) {
            oldest = Math.min(oldest, run.due());
        }
        return oldest;
    }
}
