package dev.gantry.engine;

import dev.gantry.spi.store.Lane;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Up to where the open runs of one lane are read from the store, by due time, and what of them is
 * in memory. Thread-safe.
 */
final class LaneWindow {
    private final Lane lane;
    private final Tenant tenant;
    private final AtomicLong open = new AtomicLong();
    private final Room ready = new Room(Backlog.WINDOW);
    private final Room later = new Room(Backlog.WINDOW);
    private Position at = Position.START;
    private Position changed = Position.END;
    private volatile boolean more;
    private volatile long next = Long.MAX_VALUE;

    LaneWindow(Lane lane, Tenant tenant) {
        this.lane = lane;
        this.tenant = tenant;
    }

    Lane lane() {
        return lane;
    }

    Tenant tenant() {
        return tenant;
    }

    /** Its open runs, in memory or not. */
    AtomicLong open() {
        return open;
    }

    /** For those that wait for their turn. */
    Room ready() {
        return ready;
    }

    /** For those that are due soon. */
    Room later() {
        return later;
    }

    /** Whether it takes up room. */
    boolean busy() {
        return more || ready.size() > 0 || later.size() > 0;
    }

    /** Whether due runs wait in the store. */
    boolean more() {
        return more;
    }

    /**
     * Whether it is time to read from the store.
     *
     * @param horizon up to when runs are read that are due later, in ms since 1970
     */
    boolean wanting(long now, long horizon, int parts) {
        if (more || next <= now) {
            return ready.low(parts);
        }
        return next <= horizon && later.low(parts);
    }

    /**
     * A run goes on in the store only.
     *
     * @param due when it is due, in ms since 1970
     */
    synchronized void left(Position before, long due, long now) {
        changed = changed.min(before);
        at = at.min(before);
        if (due <= now) {
            more = true;
        } else {
            next = Math.min(next, due);
        }
    }

    /** What is in the store from there on is to be read again. */
    synchronized void unread(Position from) {
        changed = changed.min(from);
        at = at.min(from);
        more = true;
    }

    /** From where to read a page. */
    synchronized Position read() {
        changed = Position.END;
        more = false;
        next = Long.MAX_VALUE;
        return at;
    }

    /**
     * A page was taken up to there.
     *
     * @param due whether runs that are due are left
     * @param later when the first of the others that are left is due, in ms since 1970
     */
    synchronized void reached(Position reached, boolean due, long later) {
        at = reached.min(changed);
        more |= due;
        next = Math.min(next, later);
    }

    /** Whether all from there on is still to be read for the queue. */
    synchronized boolean goesOn(Position reached) {
        return more && reached.compareTo(at) >= 0;
    }
}
