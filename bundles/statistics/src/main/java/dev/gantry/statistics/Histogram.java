package dev.gantry.statistics;

import java.time.Duration;
import java.util.Arrays;

/**
 * Times in milliseconds, counted in eight classes for each doubling: a percentile is off by a
 * sixteenth at most, or by half a millisecond. Not thread-safe.
 */
final class Histogram {
    private static final int FINE_BITS = 3;
    private static final int FINE = 1 << FINE_BITS;
    private static final long MOST_MS = (1L << 40) - 1;
    private static final int CLASSES = index(MOST_MS) + 1;

    private long[] counts = {};

    void add(long ms) {
        add(index(Math.clamp(ms, 0, MOST_MS)), 1);
    }

    void add(Histogram other) {
        for (int i = 0; i < other.counts.length; i++) {
            if (other.counts[i] > 0) {
                add(i, other.counts[i]);
            }
        }
    }

    private void add(int index, long count) {
        if (index >= counts.length) {
            counts = Arrays.copyOf(counts, Math.min(CLASSES, index + FINE));
        }
        counts[index] += count;
    }

    /** The time that this share did not exceed, or {@code null} if nothing was counted. */
    Duration percentile(double share) {
        long total = Arrays.stream(counts).sum();
        if (total == 0) {
            return null;
        }
        long rank = Math.max(1, (long) Math.ceil(share * total));
        int index = -1;
        while (rank > 0) {
            rank -= counts[++index];
        }
        return middle(index);
    }

    void write(Packed.Writer to) {
        to.number(Arrays.stream(counts).filter(count -> count > 0).count());
        int next = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                to.number(i - next);
                to.number(counts[i]);
                next = i + 1;
            }
        }
    }

    /**
     * Adds what was written.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    void add(Packed.Reader from) {
        int index = -1;
        for (long left = from.number(); left > 0; left--) {
            index += (int) from.number() + 1;
            if (index < 0 || index >= CLASSES) {
                throw new IllegalArgumentException("no class " + index);
            }
            add(index, from.number());
        }
    }

    private static int index(long ms) {
        if (ms < FINE) {
            return (int) ms;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(ms) - FINE_BITS;
        return (shift << FINE_BITS) + (int) (ms >> shift);
    }

    private static Duration middle(int index) {
        int shift = Math.max(0, (index >> FINE_BITS) - 1);
        long lower = (long) (index - (shift << FINE_BITS)) << shift;
        return Duration.ofNanos(lower * 1_000_000 + (1_000_000L << shift) / 2);
    }
}
