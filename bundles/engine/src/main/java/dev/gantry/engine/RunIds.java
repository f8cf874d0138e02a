package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunId;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of runs: 41 bits of ms since 2025, 10 bits node, 12 bits sequence. They grow, even where the
 * clock is set back, and their text form, 13 characters of Crockford's base 32, sorts as they do.
 * Thread-safe.
 */
final class RunIds {
    private static final int TIME_SHIFT = 22;
    private static final int NODE_SHIFT = 12;
    private static final long SEQUENCE_MASK = 0xFFF;

    private final InstantSource clock;
    private final long node;
    private final AtomicLong last;

    /**
     * @param node 0 to 1023; no other node that shares the store has it
     * @param last the newest id in the store; all new ones are larger
     */
    RunIds(InstantSource clock, int node, long last) {
        this.clock = clock;
        this.node = (long) node << NODE_SHIFT;
        this.last = new AtomicLong((last >>> TIME_SHIFT) << TIME_SHIFT | this.node | SEQUENCE_MASK);
    }

    long next() {
        long fresh = RunId.first(clock.instant()) | node;
        while (true) {
            long previous = last.get();
            long next = fresh > previous ? fresh : following(previous);
            if (last.compareAndSet(previous, next)) {
                return next;
            }
        }
    }

    private long following(long id) {
        if ((id & SEQUENCE_MASK) == SEQUENCE_MASK) {
            return RunId.following(id) | node;
        }
        return id + 1;
    }

    /** When the id was made. */
    static Instant createdAt(long id) {
        return RunId.createdAt(id);
    }

    /** The smallest id that is made at a time or later. */
    static long first(Instant at) {
        return RunId.first(at);
    }

    static String text(long id) {
        return RunId.text(id);
    }

    /** The id of a text form, or -1 if it is none. */
    static long parse(String text) {
        return RunId.parse(text);
    }

    /**
     * @throws GantryException {@code NOT_FOUND} if no run can have this id
     */
    static long known(String text) {
        long id = parse(text);
        if (id < 0) {
            throw unknown(text);
        }
        return id;
    }

    static GantryException unknown(String text) {
        return new GantryException(
                GantryException.Code.NOT_FOUND,
                "There is no run " + text + "; list the runs to find the one you mean");
    }
}
