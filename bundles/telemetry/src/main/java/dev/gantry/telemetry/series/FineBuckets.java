package dev.gantry.telemetry.series;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The buckets of a native histogram of durations: eight to each power of two, from a nanosecond to
 * 49 days; what is outside is in the last one. Thread-safe.
 */
public final class FineBuckets {
    /** Of Prometheus: 2 to the power of this many buckets for each power of two. */
    static final int SCHEMA = 3;

    /** Below it, and at it, an observation is zero. */
    static final double ZERO = 0x1p-128;

    private static final int PER_POWER = 1 << SCHEMA;
    private static final int LOWEST = -30 * PER_POWER;
    private static final int HIGHEST = 22 * PER_POWER;
    private static final double[] ENDS = new double[PER_POWER];

    static {
        for (int i = 0; i < PER_POWER; i++) {
            ENDS[i] = Math.pow(2, -1 + (double) i / PER_POWER);
        }
    }

    private final AtomicLongArray counts = new AtomicLongArray(HIGHEST - LOWEST + 1);
    private final LongAdder zeros = new LongAdder();

    void add(double seconds) {
        if (seconds <= ZERO) {
            zeros.increment();
        } else {
            counts.incrementAndGet(Math.clamp(index(seconds), LOWEST, HIGHEST) - LOWEST);
        }
    }

    /** The bucket that ends at 2 to the power of index/8, and does not begin there. */
    static int index(double value) {
        int exponent = Math.getExponent(value) + 1;
        double fraction = Math.scalb(value, -exponent);
        int place = 0;
        while (place < PER_POWER && ENDS[place] < fraction) {
            place++;
        }
        return place + (exponent - 1) * PER_POWER;
    }

    long zeros() {
        return zeros.sum();
    }

    /** All buckets from the one of {@link #first} on. */
    long[] counts() {
        long[] all = new long[counts.length()];
        for (int i = 0; i < all.length; i++) {
            all[i] = counts.get(i);
        }
        return all;
    }

    static int first() {
        return LOWEST;
    }
}
