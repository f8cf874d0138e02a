package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of runs: 41 bits of ms since 2025, 10 bits node, 12 bits sequence. They grow, even where the
 * clock is set back, and their text form, 13 characters of Crockford's base 32, sorts as they do.
 * Thread-safe.
 */
final class RunIds {
    private static final long EPOCH = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    private static final int TIME_SHIFT = 22;
    private static final int NODE_SHIFT = 12;
    private static final long SEQUENCE_MASK = 0xFFF;
    private static final int LENGTH = 13;
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

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
        this.last =
                new AtomicLong((last >>> TIME_SHIFT) << TIME_SHIFT | this.node | SEQUENCE_MASK);
    }

    long next() {
        long fresh = Math.max(0, clock.millis() - EPOCH) << TIME_SHIFT | node;
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
            return ((id >>> TIME_SHIFT) + 1) << TIME_SHIFT | node;
        }
        return id + 1;
    }

    /** When the id was made. */
    static Instant createdAt(long id) {
        return Instant.ofEpochMilli(EPOCH + (id >>> TIME_SHIFT));
    }

    /** The smallest id that is made at a time or later. */
    static long first(Instant at) {
        long ms = Math.clamp(at.toEpochMilli() - EPOCH, 0, Long.MAX_VALUE >>> TIME_SHIFT);
        return ms << TIME_SHIFT;
    }

    static String text(long id) {
        char[] text = new char[LENGTH];
        long rest = id;
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(text);
    }

    /** The id of a text form, or -1 if it is none. */
    static long parse(String text) {
        if (text.length() != LENGTH || text.charAt(0) > '7') {
            return -1;
        }
        long id = 0;
        for (int i = 0; i < LENGTH; i++) {
            int digit = DIGITS.indexOf(text.charAt(i));
            if (digit < 0) {
                return -1;
            }
            id = id << 5 | digit;
        }
        return id;
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
