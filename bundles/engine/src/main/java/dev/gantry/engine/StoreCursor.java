package dev.gantry.engine;

/**
 * Up to where the open runs in the store are read, by due time, and whether more of them could be
 * read now. Thread-safe.
 */
final class StoreCursor {
    private Position at = Position.START;
    private Position changed = Position.END;
    private volatile boolean more;
    private volatile boolean moreLater;

    /** Whether due runs are to be read. */
    boolean more() {
        return more;
    }

    /** Whether runs are to be read that are due soon. */
    boolean moreLater() {
        return moreLater;
    }

    /**
     * A run goes on in the store only.
     *
     * @param wait ms until it is due
     * @param horizon up to which wait runs are read
     */
    synchronized void left(Position before, long wait, long horizon) {
        changed = changed.min(before);
        at = at.min(before);
        if (wait <= 0) {
            more = true;
        } else if (wait <= horizon) {
            moreLater = true;
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
        moreLater = false;
        return at;
    }

    /**
     * A page was taken up to there.
     *
     * @param due whether there was no room for a run that is due
     * @param later whether there was none for one that is due soon
     */
    synchronized void reached(Position reached, boolean due, boolean later) {
        at = reached.min(changed);
        more |= due;
        moreLater |= later;
    }

    synchronized boolean beyond(Position reached) {
        return reached.compareTo(at) >= 0;
    }
}
