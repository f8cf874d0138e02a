package dev.gantry.retention;

import java.time.Duration;

/**
 * How much is deleted at a time. A transaction of the writer is to be so short that those who
 * commit beside it do not notice, and pauses are so long that most of the time is theirs; the
 * longer they keep a deletion waiting, the longer the pause. For one thread.
 */
final class Pace {
    static final int LEAST = 10;
    static final int MOST = 500;
    private static final long AIM_NANOS = 2_000_000;
    private static final int SHARE = 4;
    private static final Duration SHORTEST = Duration.ofMillis(2);
    private static final Duration LONGEST = Duration.ofMillis(500);

    /** Lets time pass. */
    @FunctionalInterface
    interface Rest {
        void pass(Duration time);
    }

    private final Rest rest;
    private int size = 50;

    Pace(Rest rest) {
        this.rest = rest;
    }

    /** The same for something else. */
    Pace another() {
        return new Pace(rest);
    }

    /** How many rows to take next. */
    int size() {
        return size;
    }

    /**
     * Rows were deleted.
     *
     * @param busy how long the writer was busy with them
     * @param waited how long it took in all
     */
    void deleted(Duration busy, Duration waited) {
        if (busy.toNanos() > AIM_NANOS) {
            size = Math.max(LEAST, size * 2 / 3);
        } else {
            size = Math.min(MOST, size + size / 8 + 1);
        }
        rest(waited.multipliedBy(SHARE));
    }

    /** Rows were read. */
    void read(Duration took) {
        rest(took);
    }

    private void rest(Duration time) {
        if (time.compareTo(SHORTEST) < 0) {
            rest.pass(SHORTEST);
        } else {
            rest.pass(time.compareTo(LONGEST) > 0 ? LONGEST : time);
        }
    }
}
